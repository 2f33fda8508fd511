/// `e^x` and `x^y` with the rounding of Go's mathematics library on x86-64, so that an answer equals Prometheus' answer in
/// every bit; the C library rounds a few in a hundred values differently.
enum Exponential {
    /// `e` to the power `x`.
    ///
    /// Source: N. Shibata, "Efficient evaluation methods of elementary functions suitable for SIMD computation" (2010):
    /// the argument is reduced by a multiple of ln 2 and by 16, a Taylor series of eight terms gives `e^r - 1`, and four
    /// doublings `t(t + 2)` undo the division.
    static func exp(_ x: Double) -> Double {
        if x.isNaN || x == .infinity { return x }
        if x == -.infinity { return 0 }
        if x > 709.782712893384 { return .infinity }
        if x < -745.2 { return 0 }
        let exponent = (x * 1.4426950408889634).rounded(.toNearestOrEven)
        // Go gives up here although the last values below the largest number could still be told.
        if exponent >= 1_024 { return .infinity }
        var rest = x.addingProduct(-exponent, 0.69314718055966295651160180568695068359375)
        rest = rest.addingProduct(-exponent, 0.28235290563031577122588448175013436025525412068e-12)
        rest *= 0.0625
        var series = 2.4801587301587301587e-5
        for term in taylor { series = term.addingProduct(series, rest) }
        var grown = rest * series
        for _ in 0..<3 { grown *= grown + 2 }
        return scaled((1.0).addingProduct(grown, grown + 2), by: Int(exponent))
    }

    private static let taylor = [
        1.9841269841269841270e-4, 1.3888888888888888889e-3, 8.3333333333333333333e-3, 4.1666666666666666667e-2,
        1.6666666666666666667e-1, 0.5, 1,
    ]

    /// `value * 2^exponent`, rounded once also where the result is subnormal.
    static func scaled(_ value: Double, by exponent: Int) -> Double {
        Double(sign: .plus, exponent: min(max(exponent, -5_000), 5_000), significand: value)
    }

    /// The fraction in 0.5..<1 and the exponent of two whose product is `x`.
    static func parts(_ x: Double) -> (fraction: Double, exponent: Int) {
        guard x != 0, x.isFinite else { return (x, 0) }
        return (Double(sign: x.sign, exponent: -1, significand: x.significand), Int(x.exponent) + 1)
    }

    /// `x` to the power `y`: by repeated squaring for the whole part of `y`, by `e^(f ln x)` for its fraction.
    static func pow(_ x: Double, _ y: Double) -> Double {
        if let special = specialPower(x, y) { return special }
        let magnitude = abs(y)
        var whole = magnitude.rounded(.down)
        var fraction = magnitude - whole
        if fraction != 0 && x < 0 { return .nan }
        if whole >= 0x1p63 {
            return x == -1 ? 1 : (abs(x) < 1) == (y > 0) ? 0 : .infinity
        }
        var product = 1.0
        if fraction != 0 {
            if fraction > 0.5 {
                fraction -= 1
                whole += 1
            }
            product = exp(fraction * Logarithm.ln(x))
        }
        var (base, baseExponent) = parts(x)
        var exponent = 0
        var bits = Int64(whole)
        while bits != 0 {
            if abs(baseExponent) > 4_096 {
                exponent += baseExponent
                break
            }
            if bits & 1 == 1 {
                product *= base
                exponent += baseExponent
            }
            base *= base
            baseExponent *= 2
            if base < 0.5 {
                base += base
                baseExponent -= 1
            }
            bits >>= 1
        }
        return y < 0 ? scaled(1 / product, by: -exponent) : scaled(product, by: exponent)
    }

    /// The powers that IEEE 754 lays down, and the square roots.
    private static func specialPower(_ x: Double, _ y: Double) -> Double? {
        if y == 0 || x == 1 { return 1 }
        if y == 1 { return x }
        if x.isNaN || y.isNaN { return .nan }
        if x == 0 {
            let keepsSign = x.sign == .minus && isOdd(y)
            if y < 0 { return keepsSign ? -.infinity : .infinity }
            return keepsSign ? x : 0
        }
        if y.isInfinite { return x == -1 ? 1 : (abs(x) < 1) == (y > 0) ? 0 : .infinity }
        if x.isInfinite {
            if x < 0 && isOdd(y) { return y < 0 ? -0.0 : -.infinity }
            return y < 0 ? 0 : .infinity
        }
        if y == 0.5 { return x.squareRoot() }
        if y == -0.5 { return 1 / x.squareRoot() }
        return nil
    }

    private static func isOdd(_ y: Double) -> Bool {
        // Beyond 2^53 every value is even.
        abs(y) < 0x1p53 && y == y.rounded(.towardZero) && y.truncatingRemainder(dividingBy: 2) != 0
    }
}
