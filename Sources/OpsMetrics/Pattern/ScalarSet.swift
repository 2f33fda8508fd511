/// A set of characters as a pattern writes it: ranges, perhaps the complement of them.
struct ScalarSet: Sendable, Hashable {
    var ranges: [ClosedRange<UInt32>] = []
    var isNegated = false

    static let digits = ScalarSet(ranges: [0x30...0x39])
    static let spaces = ScalarSet(ranges: [0x09...0x0A, 0x0C...0x0D, 0x20...0x20])
    static let word = ScalarSet(ranges: [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        ranges.contains { $0.contains(scalar.value) } != isNegated
    }

    /// Adds another set; a negated one as the ranges it leaves.
    mutating func formUnion(_ other: ScalarSet) {
        ranges += other.isNegated ? other.complementRanges : other.ranges
    }

    /// Adds the other case of every ASCII letter, and of single letters beyond ASCII.
    mutating func foldCase() {
        for range in ranges {
            let upper = range.clamped(to: 0x41...0x5A)
            if range.overlaps(0x41...0x5A) { ranges.append(upper.lowerBound + 32...upper.upperBound + 32) }
            let lower = range.clamped(to: 0x61...0x7A)
            if range.overlaps(0x61...0x7A) { ranges.append(lower.lowerBound - 32...lower.upperBound - 32) }
            guard range.count == 1, range.lowerBound > 0x7F, let scalar = Unicode.Scalar(range.lowerBound) else {
                continue
            }
            for mapped in [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping] {
                guard mapped.unicodeScalars.count == 1, let other = mapped.unicodeScalars.first else { continue }
                ranges.append(other.value...other.value)
            }
        }
    }

    private var complementRanges: [ClosedRange<UInt32>] {
        var left: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound > next { left.append(next...range.lowerBound - 1) }
            next = max(next, range.upperBound + 1)
        }
        if next <= 0x10FFFF { left.append(next...0x10FFFF) }
        return left
    }
}
