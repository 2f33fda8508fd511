/// Logarithms with the rounding of Go's mathematics library (see `Exponential`).
///
/// Source of the method and its constants: FreeBSD's msun, e_log.c and s_log1p.c (Sun Microsystems, 1993).
enum Logarithm {
    /// ln 2 in two parts: the first has zeros at its end, so that small multiples of it are exact.
    private static let ln2High = 6.93147180369123816490e-01
    private static let ln2Low = 1.90821492927058770002e-10

    /// The natural logarithm: with `x = 2^k (1 + f)` a polynomial in `s = f / (2 + f)`.
    static func ln(_ x: Double) -> Double {
        if x.isNaN || x == .infinity { return x }
        if x < 0 { return .nan }
        if x == 0 { return -.infinity }
        var (fraction, exponent) = Exponential.parts(x)
        if fraction < 0.70710678118654752440084436210485 {
            fraction *= 2
            exponent -= 1
        }
        let f = fraction - 1
        let k = Double(exponent)
        let s = f / (2 + f)
        let s2 = s * s
        let s4 = s2 * s2
        let odd =
            s2
            * (6.666666666666735130e-01 + s4
                * (2.857142874366239149e-01 + s4 * (1.818357216161805012e-01 + s4 * 1.479819860511658591e-01)))
        let even =
            s4 * (3.999999999940941908e-01 + s4 * (2.222219843214978396e-01 + s4 * 1.531383769920937332e-01))
        let half = 0.5 * f * f
        return k * ln2High - ((half - (s * (half + (odd + even)) + k * ln2Low)) - f)
    }

    /// The logarithm to base 2; exact for powers of two.
    static func log2(_ x: Double) -> Double {
        let (fraction, exponent) = Exponential.parts(x)
        if fraction == 0.5 { return Double(exponent - 1) }
        return ln(fraction) * 1.44269504088896340735992468100189 + Double(exponent)
    }

    /// The logarithm to base 10.
    static func log10(_ x: Double) -> Double { ln(x) * 0.434294481903251827651128918916605082 }

    /// `ln(1 + x)`, exact also where `x` is small.
    static func log1p(_ x: Double) -> Double {
        if x < -1 || x.isNaN { return .nan }
        if x == -1 { return -.infinity }
        if x == .infinity { return x }
        let size = abs(x)
        if size < 0x1p-29 { return size < 0x1p-54 ? x : x - x * x * 0.5 }
        if size < 4.142135623730950488017e-01 && x > -2.928932188134524755992e-01 {
            return log1p(f: x, k: 0, correction: 0, isExactPower: false)
        }
        let u = size < 0x1p53 ? 1 + x : x
        var k = Int(u.exponent)
        let correction = size < 0x1p53 ? (k > 0 ? 1 - (u - x) : x - (u - 1)) / u : 0
        let bits = u.significandBitPattern
        var reduced = Double(sign: .plus, exponentBitPattern: 0x3FF, significandBitPattern: bits)
        var isExactPower = bits == 0
        if bits >= 0x0006_a09e_667f_3bcd {
            k += 1
            reduced /= 2
            isExactPower = ((1 << 52) - bits) >> 2 == 0
        }
        return log1p(f: reduced - 1, k: Double(k), correction: correction, isExactPower: isExactPower)
    }

    private static func log1p(f: Double, k: Double, correction: Double, isExactPower: Bool) -> Double {
        let half = 0.5 * f * f
        if isExactPower {
            if f == 0 { return k == 0 ? 0 : k * ln2High + (correction + k * ln2Low) }
            let r = half * (1 - 0.66666666666666666 * f)
            return k == 0 ? f - r : k * ln2High - ((r - (k * ln2Low + correction)) - f)
        }
        let s = f / (2 + f)
        let z = s * s
        var r = 1.479819860511658591e-01
        for coefficient in polynomial { r = coefficient + z * r }
        r *= z
        if k == 0 { return f - (half - s * (half + r)) }
        return k * ln2High - ((half - (s * (half + r) + (k * ln2Low + correction))) - f)
    }

    private static let polynomial = [
        1.531383769920937332e-01, 1.818357216161805012e-01, 2.222219843214978396e-01, 2.857142874366239149e-01,
        3.999999999940941908e-01, 6.666666666666735130e-01,
    ]
}
