import Foundation

/// Arithmetic in a place of duration, as `[5m * 2]`, `offset (step() + 1)` or `[max_of(step(), 5s)]`.
///
/// Values are seconds. Prometheus has these behind its flag `promql-duration-expr`.
public indirect enum DurationExpression: Sendable, Hashable {
    /// The operators, with the precedence and the association they have between numbers.
    public typealias Operator = BinaryOperation.Operator

    /// A number of seconds.
    case seconds(Double)
    /// A literal such as `5m`, in milliseconds.
    case milliseconds(Int64)
    /// `step()`: the step of a range query; 0 in an instant query.
    case step
    /// `range()`: from start to end of a range query; 0 in an instant query.
    case range
    case negation(DurationExpression)
    case parentheses(DurationExpression)
    /// `min_of(a, b)`, written `min(a, b)` before Prometheus 3.13.
    case least(DurationExpression, DurationExpression)
    /// `max_of(a, b)`, written `max(a, b)` before Prometheus 3.13.
    case greatest(DurationExpression, DurationExpression)
    case binary(Operator, DurationExpression, DurationExpression)

    /// Whether the value depends on the query's times.
    public var isDynamic: Bool {
        switch self {
        case .seconds, .milliseconds: false
        case .step, .range: true
        case .negation(let inner), .parentheses(let inner): inner.isDynamic
        case .least(let left, let right), .greatest(let left, let right), .binary(_, let left, let right):
            left.isDynamic || right.isDynamic
        }
    }

    /// The value in seconds.
    ///
    /// - Throws: `DurationFault` for a division by zero.
    func value(step: Double, range: Double) throws(DurationFault) -> Double {
        switch self {
        case .seconds(let seconds): return seconds
        case .milliseconds(let milliseconds): return Double(milliseconds) / 1_000
        case .step: return step
        case .range: return range
        case .negation(let inner): return -(try inner.value(step: step, range: range))
        case .parentheses(let inner): return try inner.value(step: step, range: range)
        case .least(let left, let right):
            return min(try left.value(step: step, range: range), try right.value(step: step, range: range))
        case .greatest(let left, let right):
            return max(try left.value(step: step, range: range), try right.value(step: step, range: range))
        case .binary(let operation, let left, let right):
            let right = try right.value(step: step, range: range)
            return try Self.combine(operation, try left.value(step: step, range: range), right)
        }
    }

    private static func combine(_ operation: Operator, _ left: Double, _ right: Double) throws(DurationFault) -> Double
    {
        switch operation {
        case .add: return left + right
        case .subtract: return left - right
        case .multiply: return left * right
        case .divide:
            guard right != 0 else { throw DurationFault(message: "division by zero") }
            return left / right
        case .modulo:
            guard right != 0 else { throw DurationFault(message: "modulo by zero") }
            return left.truncatingRemainder(dividingBy: right)
        case .power: return pow(left, right)
        default: throw DurationFault(message: "operator \"\(operation.rawValue)\" not allowed in a duration")
        }
    }
}

/// Why the arithmetic of a duration has no value.
struct DurationFault: Error {
    let message: String
}
