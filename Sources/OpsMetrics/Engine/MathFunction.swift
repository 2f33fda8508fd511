import Foundation

/// The functions that change each value alone.
enum MathFunction {
    static func named(_ name: String) -> ((Double) -> Double)? { table[name] }

    private static let table: [String: @Sendable (Double) -> Double] = [
        "abs": { abs($0) }, "ceil": { $0.rounded(.up) }, "floor": { $0.rounded(.down) }, "exp": { exp($0) },
        "ln": { log($0) }, "log2": { log2($0) }, "log10": { log10($0) }, "sqrt": { $0.squareRoot() },
        "sgn": { $0.isNaN || $0 == 0 ? $0 : $0 < 0 ? -1 : 1 }, "deg": { $0 * 180 / .pi }, "rad": { $0 * .pi / 180 },
        "sin": { sin($0) }, "cos": { cos($0) }, "tan": { tan($0) }, "asin": { asin($0) }, "acos": { acos($0) },
        "atan": { atan($0) }, "sinh": { sinh($0) }, "cosh": { cosh($0) }, "tanh": { tanh($0) },
        "asinh": { asinh($0) }, "acosh": { acosh($0) }, "atanh": { atanh($0) },
    ]
}
