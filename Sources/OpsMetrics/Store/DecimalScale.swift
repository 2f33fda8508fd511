/// A power of ten by which a column of numbers becomes whole numbers and comes back bit by bit.
///
/// Most numbers in monitoring were written with few decimals. Read from text they are the whole number divided by the
/// power of ten; programs that convert milliseconds multiply by its reciprocal, which rounds otherwise.
struct DecimalScale: Sendable, Hashable {
    /// 0...15.
    var decimals: Int
    /// Whether values are whole numbers times the rounded reciprocal, instead of divided by the power.
    var multiplies: Bool

    static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]
    private static let largest = 9_007_199_254_740_992.0

    /// The whole number that stands for `value`, nil where none yields the same bits.
    func whole(_ value: Double) -> Int64? {
        let power = Self.powers[decimals]
        let scaled = (value * power).rounded(.toNearestOrEven)
        // Minus zero would come back as plus zero.
        guard abs(scaled) < Self.largest, scaled != 0 || value.sign == .plus else { return nil }
        let back = multiplies ? scaled * (1 / power) : scaled / power
        return back.bitPattern == value.bitPattern ? Int64(scaled) : nil
    }

    /// The whole numbers of a column and the places that have none (they repeat their predecessor), for the smallest
    /// scale that leaves out at most one in `tolerance`; nil where there is none.
    static func fit(_ values: [Double], tolerance: Int = 8) -> (scale: DecimalScale, wholes: [Int64], odd: [Int])? {
        for multiplies in [false, true] {
            for decimals in (multiplies ? 1 : 0)...15 {
                let scale = DecimalScale(decimals: decimals, multiplies: multiplies)
                if let found = scale.wholes(values, mostOdd: values.count / tolerance) {
                    return (scale, found.0, found.1)
                }
            }
        }
        return nil
    }

    private func wholes(_ values: [Double], mostOdd: Int) -> ([Int64], [Int])? {
        var odd: [Int] = []
        var last: Int64 = 0
        // A look at a few spares most scales the whole column.
        let step = max(values.count / 8, 1)
        var misses = 0
        for index in stride(from: 0, to: values.count, by: step) where whole(values[index]) == nil { misses += 1 }
        guard misses <= 2 else { return nil }
        var wholes: [Int64] = []
        wholes.reserveCapacity(values.count)
        for (index, value) in values.enumerated() {
            if let whole = whole(value) {
                last = whole
            } else {
                odd.append(index)
                guard odd.count <= mostOdd else { return nil }
            }
            wholes.append(last)
        }
        return (wholes, odd)
    }
}
