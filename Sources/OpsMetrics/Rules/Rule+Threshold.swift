extension Rule {
    /// The number that the rule's condition compares with, where it has the form `EXPRESSION > NUMBER` or `>=`; nil for
    /// any other.
    public var threshold: Double? {
        guard case .binary(let comparison) = expression.unwrapped.node,
            comparison.operation == .greater || comparison.operation == .greaterOrEqual,
            case .number(let limit) = comparison.right.unwrapped.node
        else { return nil }
        return limit
    }
}
