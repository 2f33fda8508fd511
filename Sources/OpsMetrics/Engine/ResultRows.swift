/// The series that a matching of two vectors yields, found by the pair of series that makes them.
struct ResultRows {
    var result: VectorColumns
    private let binary: BinaryOperation
    private var byPair: [Pair: Int] = [:]
    private var byLabels: [Key: Int] = [:]
    /// The places of values that a pair took, one that a comparison drops as well.
    private var taken: [Bool] = []
    /// The pair asked for last: times come one after the other.
    private var last: (pair: Pair, row: Int)?

    /// Series of two match groups may have the same labels until the query ends.
    private struct Key: Hashable {
        let group: Int
        let labels: Labels
    }

    private struct Pair: Hashable {
        let many: Int
        let one: Int
    }

    init(_ binary: BinaryOperation, steps: Int) {
        self.binary = binary
        result = VectorColumns(steps: steps)
    }

    /// The row for a series of the many side and one of the one side in a match group; nil is a side that is filled.
    mutating func row(
        _ manyRow: Int?, _ oneRow: Int?, of group: Int, _ many: VectorColumns, _ one: VectorColumns
    ) -> Int {
        // Without labels from the one side, the many side alone says what the result is.
        let isManyEnough = manyRow != nil && binary.matching.included.isEmpty
        let pair = Pair(many: manyRow ?? -1, one: isManyEnough ? -1 : oneRow ?? -1)
        if let last, last.pair == pair { return last.row }
        let row = byPair[pair] ?? made(manyRow, oneRow, of: group, many, one)
        byPair[pair] = row
        last = (pair, row)
        return row
    }

    private mutating func made(
        _ manyRow: Int?, _ oneRow: Int?, of group: Int, _ many: VectorColumns, _ one: VectorColumns
    ) -> Int {
        let (mine, other) = (manyRow.map { many.labels[$0] }, oneRow.map { one.labels[$0] })
        let left = mine ?? other.map(binary.matching.signature) ?? .none
        let right = other ?? mine.map(binary.matching.signature) ?? .none
        let labels = resultLabels(left, right)
        if let known = byLabels[Key(group: group, labels: labels)] { return known }
        let drops = binary.returnsBool || (keepsName && manyRow.map { many.dropsName[$0] } ?? false)
        let row = result.add(labels, dropsName: drops) / max(result.steps, 1)
        byLabels[Key(group: group, labels: labels)] = row
        taken.append(contentsOf: repeatElement(false, count: result.steps))
        return row
    }

    /// Takes a row's place at a time; false where another pair has it.
    mutating func claim(_ row: Int, _ step: Int) -> Bool {
        let place = row * result.steps + step
        defer { taken[place] = true }
        return !taken[place]
    }

    /// Arithmetic takes the name away at once, `bool` at the end of the query.
    private var keepsName: Bool { binary.operation.isComparison }

    private func resultLabels(_ many: Labels, _ one: Labels) -> Labels {
        let matching = binary.matching
        var labels = keepsName ? many : many.withoutMetadata
        if matching.cardinality == .oneToOne {
            labels = matching.isOn ? labels.keeping(matching.labels) : labels.removing(matching.labels)
        }
        for name in matching.included { labels = labels.setting(name, to: one[name] ?? "") }
        return labels
    }
}
