/// Samples as two arrays of the same length: the form in which they are compressed and evaluated.
struct SampleColumns: Sendable, Hashable {
    var times: [Int64] = []
    var values: [Double] = []

    var count: Int { times.count }
    var isEmpty: Bool { times.isEmpty }

    mutating func append(_ time: Int64, _ value: Double) {
        times.append(time)
        values.append(value)
    }

    mutating func reserve(_ count: Int) {
        times.reserveCapacity(count)
        values.reserveCapacity(count)
    }

    mutating func append(contentsOf other: SampleColumns) {
        times.append(contentsOf: other.times)
        values.append(contentsOf: other.values)
    }

    mutating func removeLast() {
        times.removeLast()
        values.removeLast()
    }

    mutating func removeAll() {
        times.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
    }

    func slice(_ range: Range<Int>) -> SampleColumns {
        SampleColumns(times: Array(times[range]), values: Array(values[range]))
    }

    /// The samples with `from` ≤ time ≤ `through`.
    func within(_ from: Int64, _ through: Int64) -> SampleColumns {
        let low = times.firstIndex { $0 >= from } ?? count
        let high = times.lastIndex { $0 <= through }.map { $0 + 1 } ?? 0
        return low < high ? slice(low..<high) : SampleColumns()
    }

    /// Whether each time is later than the one before it, and the first than `last`.
    func isAscending(after last: Int64?) -> Bool {
        var before = last
        for time in times {
            if let before, time <= before { return false }
            before = time
        }
        return true
    }

    static func == (left: Self, right: Self) -> Bool {
        left.times == right.times && left.values.elementsEqual(right.values) { $0.bitPattern == $1.bitPattern }
    }
}
