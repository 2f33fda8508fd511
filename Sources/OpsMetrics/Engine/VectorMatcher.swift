/// Two vectors between which an operator stands, and the pairs that their series make.
struct VectorMatcher {
    private let binary: BinaryOperation
    private let place: SourcePlace
    /// `group_right`: the many are on the right.
    private let isSwapped: Bool
    private let many: VectorColumns
    private let one: VectorColumns
    private let manyGroups: [Int]
    private let partners: PartnerTable
    /// Whether a group has several series on the many side.
    private let isCrowded: [Bool]
    /// Of crowded groups, the places taken: group · times + time.
    private var taken: Set<Int> = []
    private var rows: ResultRows

    private let evaluation: Evaluation

    init(
        _ binary: BinaryOperation, _ left: VectorColumns, _ right: VectorColumns, _ evaluation: Evaluation,
        _ place: SourcePlace
    ) {
        self.binary = binary
        self.evaluation = evaluation
        self.place = place
        isSwapped = binary.matching.cardinality == .oneToMany
        (many, one) = isSwapped ? (right, left) : (left, right)
        var table = binary.matching.table
        manyGroups = many.labels.map { table.group(of: $0) }
        partners = PartnerTable(one.labels.map { table.group(of: $0) }, count: table.count)
        var counts = [Int](repeating: 0, count: table.count)
        for group in manyGroups { counts[group] += 1 }
        isCrowded = counts.map { $0 > 1 }
        rows = ResultRows(binary, steps: left.steps)
    }

    // What stands in for a partner that is missing on the many side, and on the one.
    private var fillMany: Double? { isSwapped ? binary.matching.fillRight : binary.matching.fillLeft }
    private var fillOne: Double? { isSwapped ? binary.matching.fillLeft : binary.matching.fillRight }

    /// The values of all pairs.
    ///
    /// - Throws: `PromQLError` where a series has two partners that it may not have.
    mutating func matched() throws -> VectorColumns {
        try refuseTwins()
        for row in 0..<many.rows {
            let group = manyGroups[row]
            try evaluation.spend(many.steps, place)
            for step in 0..<many.steps where many.hasValue(row, step) {
                if let partner = partners.row(of: group, in: one, at: step) {
                    try combine(row, partner, step)
                } else if fillOne != nil {
                    try combine(row, nil, step)
                }
            }
        }
        if fillMany != nil { try fill() }
        return rows.result.withoutEmptyRows()
    }

    /// Each of the one side that has nobody on the many side meets the value that stands in.
    private mutating func fill() throws {
        var present: Set<Int> = []
        for row in 0..<many.rows {
            for step in 0..<many.steps where many.hasValue(row, step) {
                present.insert(manyGroups[row] * many.steps + step)
            }
        }
        for (row, group) in partners.groups.enumerated() {
            for step in 0..<one.steps where one.hasValue(row, step) && !present.contains(group * one.steps + step) {
                try combine(nil, row, step)
            }
        }
    }

    private mutating func combine(_ manyRow: Int?, _ oneRow: Int?, _ step: Int) throws {
        let manyValue = manyRow.map { many.values[$0 * many.steps + step] } ?? fillMany ?? .nan
        let oneValue = oneRow.map { one.values[$0 * one.steps + step] } ?? fillOne ?? .nan
        let (value, holds) =
            isSwapped ? binary.operation.apply(oneValue, manyValue) : binary.operation.apply(manyValue, oneValue)
        if let manyRow, binary.matching.cardinality == .oneToOne, isCrowded[manyGroups[manyRow]] {
            guard taken.insert(manyGroups[manyRow] * many.steps + step).inserted else {
                throw fault("many-to-one matching must be explicit (group_left/group_right)")
            }
        }
        let group = manyRow.map { manyGroups[$0] } ?? oneRow.map { partners.groups[$0] } ?? 0
        let row = rows.row(manyRow, oneRow, of: group, many, one)
        try evaluation.checkSamples(rows.result.values.count, place)
        guard rows.claim(row, step) else { throw fault("grouping labels must ensure unique matches") }
        guard holds || binary.returnsBool else { return }
        rows.result.values[row * many.steps + step] = binary.returnsBool ? (holds ? 1 : 0) : value
    }

    /// Two partners at one time are refused, unless nobody on the other side asks for one.
    private func refuseTwins() throws {
        guard !partners.more.isEmpty else { return }
        let isFilled = fillMany != nil || fillOne != nil
        var isAsked = [Bool](repeating: isFilled, count: many.steps)
        for row in 0..<many.rows {
            for step in 0..<many.steps where many.hasValue(row, step) { isAsked[step] = true }
        }
        for (row, twin, step) in partners.twins(in: one) where isAsked[step] {
            throw PromQLError(
                "found duplicate series for the match group \(binary.matching.signature(one.labels[row])) on the "
                    + "\(isSwapped ? "left" : "right") hand-side of the operation: "
                    + "[\(one.labels[row]), \(one.labels[twin])];many-to-many matching not allowed: "
                    + "matching labels must be unique on one side", at: place)
        }
    }

    private func fault(_ rest: String) -> PromQLError {
        PromQLError("multiple matches for labels: \(rest)", at: place)
    }
}
