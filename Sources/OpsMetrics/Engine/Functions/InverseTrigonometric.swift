/// The inverse trigonometric functions with the rounding of Go's mathematics library (see `Exponential`).
///
/// Source of the method and its constants: S. L. Moshier's Cephes, atan.c.
enum InverseTrigonometric {
    static func atan(_ x: Double) -> Double {
        if x == 0 { return x }
        return x > 0 ? reducedArctangent(x) : -reducedArctangent(-x)
    }

    static func asin(_ x: Double) -> Double {
        if x == 0 { return x }
        let size = abs(x)
        guard size <= 1 else { return .nan }
        let cosine = (1 - size * size).squareRoot()
        let value = size > 0.7 ? .pi / 2 - reducedArctangent(cosine / size) : reducedArctangent(size / cosine)
        return x < 0 ? -value : value
    }

    static func acos(_ x: Double) -> Double { .pi / 2 - asin(x) }

    /// The angle of the point (x, y), in its quadrant.
    static func atan2(_ y: Double, _ x: Double) -> Double {
        if y.isNaN || x.isNaN { return .nan }
        let signed = { (value: Double) in Double(signOf: y, magnitudeOf: value) }
        if y == 0 { return x >= 0 && x.sign == .plus ? signed(0) : signed(.pi) }
        if x == 0 { return signed(.pi / 2) }
        if x.isInfinite {
            if x > 0 { return signed(y.isInfinite ? .pi / 4 : 0) }
            return signed(y.isInfinite ? 3 * .pi / 4 : .pi)
        }
        if y.isInfinite { return signed(.pi / 2) }
        let quotient = atan(y / x)
        if x >= 0 { return quotient }
        return quotient <= 0 ? quotient + .pi : quotient - .pi
    }

    /// The arctangent of a positive number: by 1/x and (x - 1)/(x + 1) brought below 0.66.
    private static func reducedArctangent(_ x: Double) -> Double {
        let moreBits = 6.123233995736765886130e-17
        if x <= 0.66 { return smallArctangent(x) }
        if x > 2.41421356237309504880 { return .pi / 2 - smallArctangent(1 / x) + moreBits }
        return .pi / 4 + smallArctangent((x - 1) / (x + 1)) + 0.5 * moreBits
    }

    private static func smallArctangent(_ x: Double) -> Double {
        let z = x * x
        let above =
            (((-8.750608600031904122785e-01 * z - 1.615753718733365076637e+01) * z - 7.500855792314704667340e+01) * z
                - 1.228866684490136173410e+02) * z - 6.485021904942025371773e+01
        let below =
            ((((z + 2.485846490142306297962e+01) * z + 1.650270098316988542046e+02) * z + 4.328810604912902668951e+02)
                * z + 4.853903996359136964868e+02) * z + 1.945506571482613964425e+02
        return x * (z * above / below) + x
    }
}
