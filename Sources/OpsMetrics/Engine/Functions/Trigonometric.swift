/// Sine, cosine and tangent with the rounding of Go's mathematics library (see `Exponential`).
///
/// Source of the method and its constants: S. L. Moshier's Cephes, sin.c and tan.c (1984–2000).
enum Trigonometric {
    static func sin(_ x: Double) -> Double {
        if x == 0 || x.isNaN { return x }
        guard x.isFinite, let (octant, rest) = Angle.reduced(abs(x)) else { return .nan }
        let part = octant & 3
        let value = part == 1 || part == 2 ? cosine(rest) : sine(rest)
        return (x < 0) != (octant & 7 > 3) ? -value : value
    }

    static func cos(_ x: Double) -> Double {
        guard x.isFinite, let (octant, rest) = Angle.reduced(abs(x)) else { return .nan }
        let part = octant & 3
        let value = part == 1 || part == 2 ? sine(rest) : cosine(rest)
        return (octant & 7 > 3) != (part > 1) ? -value : value
    }

    static func tan(_ x: Double) -> Double {
        if x == 0 || x.isNaN { return x }
        guard x.isFinite, let (octant, rest) = Angle.reduced(abs(x)) else { return .nan }
        let square = rest * rest
        var value = rest
        if square > 1e-14 {
            let above =
                (-1.30936939181383734205e4 * square + 1.15351664838587416140e6) * square - 1.79565251976484877988e7
            let below =
                (((square + 1.36812963470692954678e4) * square - 1.32089234440210967447e6) * square
                    + 2.50083801823357915839e7) * square - 5.38695755929454629881e7
            value = rest + rest * (square * above / below)
        }
        if octant & 2 == 2 { value = -1 / value }
        return x < 0 ? -value : value
    }

    /// The sine of an angle within ±π/4.
    private static func sine(_ z: Double) -> Double {
        let square = z * z
        var series = 1.58962301576546568060e-10
        for coefficient in sineSeries { series = series * square + coefficient }
        return z + z * square * series
    }

    /// The cosine of an angle within ±π/4.
    private static func cosine(_ z: Double) -> Double {
        let square = z * z
        var series = -1.13585365213876817300e-11
        for coefficient in cosineSeries { series = series * square + coefficient }
        return 1 - 0.5 * square + square * square * series
    }

    private static let sineSeries = [
        -2.50507477628578072866e-8, 2.75573136213857245213e-6, -1.98412698295895385996e-4,
        8.33333333332211858878e-3, -1.66666666666666307295e-1,
    ]

    private static let cosineSeries = [
        2.08757008419747316778e-9, -2.75573141792967388112e-7, 2.48015872888517045348e-5,
        -1.38888888888730564116e-3, 4.16666666666665929218e-2,
    ]
}
