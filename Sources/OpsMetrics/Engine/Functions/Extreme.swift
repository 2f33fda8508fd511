/// The smallest and largest of values, where NaN gives way to anything: NaN only where all are.
enum Extreme {
    static func smallest(_ values: some Sequence<Double>) -> Double {
        values.reduce(.nan) { $1 < $0 || $0.isNaN ? $1 : $0 }
    }

    static func largest(_ values: some Sequence<Double>) -> Double {
        values.reduce(.nan) { $1 > $0 || $0.isNaN ? $1 : $0 }
    }

    /// The larger of two as Go's `math.Max` has it: infinity even of infinity and NaN, else NaN where either is.
    static func larger(_ left: Double, _ right: Double) -> Double {
        if left == .infinity || right == .infinity { return .infinity }
        if left.isNaN || right.isNaN { return .nan }
        if left == 0 && right == 0 { return left.sign == .minus ? right : left }
        return left > right ? left : right
    }

    /// The smaller of two as Go's `math.Min` has it: minus infinity even of it and NaN, else NaN where either is.
    static func smaller(_ left: Double, _ right: Double) -> Double {
        if left == -.infinity || right == -.infinity { return -.infinity }
        if left.isNaN || right.isNaN { return .nan }
        if left == 0 && right == 0 { return left.sign == .minus ? left : right }
        return left < right ? left : right
    }

    /// `clamp`: a value brought between two limits; nil where the upper is below the lower.
    static func clamped(_ value: Double, from lower: Double, to upper: Double) -> Double? {
        upper < lower ? nil : larger(lower, smaller(upper, value))
    }

    /// `round`: the nearest multiple, halves upwards. Multiplying by the inverse keeps 0.1 exact where dividing would not.
    static func rounded(_ value: Double, toNearest nearest: Double) -> Double {
        let inverse = 1 / nearest
        return (value * inverse + 0.5).rounded(.down) / inverse
    }
}
