/// The hyperbolic functions and their inverses with the rounding of Go's mathematics library (see `Exponential`).
///
/// Sources: J. F. Hart et al., "Computer Approximations" (sinh); S. L. Moshier's Cephes (tanh); FreeBSD's msun (inverses).
enum Hyperbolic {
    static func sinh(_ x: Double) -> Double {
        let size = abs(x)
        let value: Double
        if size > 21 {
            value = Exponential.exp(size) * 0.5
        } else if size > 0.5 {
            let power = Exponential.exp(size)
            value = (power - 1 / power) * 0.5
        } else {
            let square = size * size
            let above =
                ((-0.2630563213397497062819489e+2 * square - 0.2894211355989563807284660366e+4) * square
                    - 0.8991272022039509355398013511e+5) * square - 0.6307673640497716991184787251e+6
            let below =
                ((square - 0.173678953558233699533450911e+3) * square + 0.1521517378790019070696485176e+5) * square
                - 0.6307673640497716991212077277e+6
            value = above * size / below
        }
        return x < 0 ? -value : value
    }

    static func cosh(_ x: Double) -> Double {
        let power = Exponential.exp(abs(x))
        return abs(x) > 21 ? power * 0.5 : (power + 1 / power) * 0.5
    }

    static func tanh(_ x: Double) -> Double {
        let size = abs(x)
        if size > 0.5 * 8.8029691931113054295988e+01 { return x < 0 ? -1 : 1 }
        if size >= 0.625 {
            let value = 1 - 2 / (Exponential.exp(2 * size) + 1)
            return x < 0 ? -value : value
        }
        if x == 0 { return x }
        let s = x * x
        let above = (-9.64399179425052238628e-1 * s - 9.92877231001918586564e1) * s - 1.61468768441708447952e3
        let below =
            ((s + 1.12811678491632931402e2) * s + 2.23548839060100448583e3) * s + 4.84406305325125486048e3
        return x + x * s * above / below
    }

    static func asinh(_ x: Double) -> Double {
        if x.isNaN || x.isInfinite { return x }
        let size = abs(x)
        let value: Double
        if size > 0x1p28 {
            value = Logarithm.ln(size) + ln2
        } else if size > 2 {
            value = Logarithm.ln(2 * size + 1 / ((size * size + 1).squareRoot() + size))
        } else if size < 0x1p-28 {
            value = size
        } else {
            value = Logarithm.log1p(size + size * size / (1 + (1 + size * size).squareRoot()))
        }
        return x.sign == .minus ? -value : value
    }

    static func acosh(_ x: Double) -> Double {
        if x < 1 || x.isNaN { return .nan }
        if x == 1 { return 0 }
        if x >= 0x1p28 { return Logarithm.ln(x) + ln2 }
        if x > 2 { return Logarithm.ln(2 * x - 1 / (x + (x * x - 1).squareRoot())) }
        let t = x - 1
        return Logarithm.log1p(t + (2 * t + t * t).squareRoot())
    }

    static func atanh(_ x: Double) -> Double {
        if x < -1 || x > 1 || x.isNaN { return .nan }
        if x == 1 { return .infinity }
        if x == -1 { return -.infinity }
        let size = abs(x)
        let value: Double
        if size < 0x1p-28 {
            value = size
        } else if size < 0.5 {
            let double = size + size
            value = 0.5 * Logarithm.log1p(double + double * size / (1 - size))
        } else {
            value = 0.5 * Logarithm.log1p((size + size) / (1 - size))
        }
        return x.sign == .minus ? -value : value
    }

    private static let ln2 = 6.93147180559945286227e-01
}
