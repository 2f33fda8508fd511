extension Expression {
    /// Every selector in the expression, in the order in which they are written.
    public var selectors: [VectorSelector] {
        switch node {
        case .number, .string: []
        case .vector(let selector), .range(let selector, _): [selector]
        case .subquery(let inner, _), .negation(let inner), .plus(let inner), .parentheses(let inner): inner.selectors
        case .call(_, let arguments): arguments.flatMap(\.selectors)
        case .aggregation(let aggregation): (aggregation.parameter?.selectors ?? []) + aggregation.expression.selectors
        case .binary(let operation): operation.left.selectors + operation.right.selectors
        }
    }
}
