/// The functions that change each value alone.
enum MathFunction {
    static func named(_ name: String) -> (@Sendable (Double) -> Double)? { table[name] }

    private static let table: [String: @Sendable (Double) -> Double] = [
        "abs": { abs($0) }, "ceil": { $0.rounded(.up) }, "floor": { $0.rounded(.down) },
        "sqrt": { $0.squareRoot() }, "sgn": { $0.isNaN || $0 == 0 ? $0 : $0 < 0 ? -1 : 1 },
        "deg": { $0 * 180 / .pi }, "rad": { $0 * .pi / 180 },
        "exp": Exponential.exp, "ln": Logarithm.ln, "log2": Logarithm.log2, "log10": Logarithm.log10,
        "sin": Trigonometric.sin, "cos": Trigonometric.cos, "tan": Trigonometric.tan,
        "asin": InverseTrigonometric.asin, "acos": InverseTrigonometric.acos, "atan": InverseTrigonometric.atan,
        "sinh": Hyperbolic.sinh, "cosh": Hyperbolic.cosh, "tanh": Hyperbolic.tanh,
        "asinh": Hyperbolic.asinh, "acosh": Hyperbolic.acosh, "atanh": Hyperbolic.atanh,
        // Samples here come without the time since which they count: Prometheus' answer is 0 then.
        "start_timestamp": { _ in 0 },
    ]
}
