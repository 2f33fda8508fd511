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

    static func == (left: Self, right: Self) -> Bool {
        left.times == right.times && left.values.elementsEqual(right.values) { $0.bitPattern == $1.bitPattern }
    }
}
