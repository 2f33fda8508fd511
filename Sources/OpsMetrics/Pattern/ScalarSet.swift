/// A set of characters: ranges in ascending order that do not touch.
struct ScalarSet: Sendable, Hashable {
    private(set) var ranges: [ClosedRange<UInt32>]

    static let highest: UInt32 = 0x10FFFF
    static let all = ScalarSet([0...highest])
    static let allButNewline = ScalarSet([0...0x09, 0x0B...highest])
    static let digits = ScalarSet([0x30...0x39])
    static let spaces = ScalarSet([0x09...0x0A, 0x0C...0x0D, 0x20...0x20])
    static let word = ScalarSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])

    /// A set of ranges in any order.
    init(_ ranges: [ClosedRange<UInt32>] = []) {
        self.ranges = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = self.ranges.last, range.lowerBound <= last.upperBound &+ 1 {
                self.ranges[self.ranges.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                self.ranges.append(range)
            }
        }
    }

    init(_ scalar: Unicode.Scalar) {
        ranges = [scalar.value...scalar.value]
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < scalar.value { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].lowerBound <= scalar.value
    }

    func union(_ other: ScalarSet) -> ScalarSet { ScalarSet(ranges + other.ranges) }

    /// Every character that is not in the set.
    var inverted: ScalarSet {
        var left: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges {
            if range.lowerBound > next { left.append(next...range.lowerBound - 1) }
            next = range.upperBound + 1
        }
        if next <= Self.highest { left.append(next...Self.highest) }
        return ScalarSet(left)
    }

    /// How many characters there are.
    var count: Int { ranges.reduce(0) { $0 + $1.count } }

    /// With every other case of its letters.
    var foldingCase: ScalarSet {
        let others = ranges.flatMap(CaseFolding.others)
        return others.isEmpty ? self : ScalarSet(ranges + others.map { $0...$0 })
    }
}
