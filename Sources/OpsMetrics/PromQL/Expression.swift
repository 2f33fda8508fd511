/// A parsed, type-checked expression.
public struct Expression: Sendable {
    /// What an expression can be.
    public indirect enum Node: Sendable {
        case number(Double)
        case string(String)
        case vector(VectorSelector)
        /// A selector over a window of this many milliseconds.
        case range(VectorSelector, milliseconds: Int64)
        case subquery(Expression, Subquery)
        case call(PromQLFunction, [Expression])
        case aggregation(Aggregation)
        case binary(BinaryOperation)
        case negation(Expression)
        /// A written `+`, which changes nothing but is no selector any more.
        case plus(Expression)
        case parentheses(Expression)
    }

    /// What it is.
    public let node: Node
    /// Where it begins.
    public let place: SourcePlace

    /// The type of its value.
    public var type: ValueType {
        switch node {
        case .number: .scalar
        case .string: .string
        case .vector, .aggregation: .vector
        case .range, .subquery: .matrix
        case .call(let function, _): function.result
        case .binary(let operation): operation.type
        case .negation(let inner), .plus(let inner), .parentheses(let inner): inner.type
        }
    }

    /// The expression inside any parentheses.
    var unwrapped: Expression {
        if case .parentheses(let inner) = node { return inner.unwrapped }
        return self
    }
}
