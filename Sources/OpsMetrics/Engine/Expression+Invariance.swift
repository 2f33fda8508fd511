extension Expression {
    /// Functions whose value changes with the time of evaluation though their arguments do not.
    private static let timeDependent: Set<String> = [
        "day_of_month", "day_of_week", "day_of_year", "days_in_month", "hour", "minute", "month", "predict_linear",
        "time", "timestamp", "year",
    ]

    /// Whether the value is the same at every time of a query: all selectors are fixed by `@`.
    var isStepInvariant: Bool {
        switch node {
        case .number, .string: true
        case .vector(let selector): selector.timing.anchor != nil
        case .range(let selector, _): selector.timing.anchor != nil
        case .subquery(_, let subquery): subquery.timing.anchor != nil
        case .call(let function, let arguments):
            !Self.timeDependent.contains(function.name) && arguments.allSatisfy(\.isStepInvariant)
        case .aggregation(let aggregation):
            aggregation.expression.isStepInvariant && aggregation.parameter?.isStepInvariant ?? true
        case .binary(let operation): operation.left.isStepInvariant && operation.right.isStepInvariant
        case .negation(let inner), .plus(let inner), .parentheses(let inner): inner.isStepInvariant
        }
    }
}
