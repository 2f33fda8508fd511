extension Expression {
    /// The same expression with every duration in static milliseconds: `step()` and `range()` get their values.
    ///
    /// The engine evaluates the result only, so it never sees arithmetic.
    ///
    /// - Parameters:
    ///   - start: Where the query begins, in milliseconds.
    ///   - end: Where it ends; equal to `start` for an instant query.
    ///   - step: The step of a range query in milliseconds; 0 for an instant query.
    /// - Throws: `PromQLError` with the duration's place, where a window or step comes out as zero or less.
    public func resolved(start: Int64, end: Int64, step: Int64) throws(PromQLError) -> Expression {
        guard hasDynamicDuration else { return self }
        let (range, overflows) = end.subtractingReportingOverflow(start)
        return try DurationResolver(step: step, range: overflows ? .max : range).resolve(self)
    }
}

/// Puts values in the place of the arithmetic of durations.
private struct DurationResolver {
    let step: Int64
    let range: Int64

    func resolve(_ expression: Expression) throws(PromQLError) -> Expression {
        guard expression.hasDynamicDuration else { return expression }
        let node: Expression.Node
        switch expression.node {
        case .number, .string: node = expression.node
        case .vector(let selector): node = .vector(try resolve(selector))
        case .range(let selector, let milliseconds):
            let resolved = try positive(selector.rangeExpression)
            node = .range(try resolve(selector), milliseconds: resolved ?? milliseconds)
        case .subquery(let inner, let subquery): node = .subquery(try resolve(inner), try resolve(subquery))
        case .call(let function, let arguments):
            var resolved: [Expression] = []
            for argument in arguments { resolved.append(try resolve(argument)) }
            node = .call(function, resolved)
        case .aggregation(let aggregation): node = .aggregation(try resolve(aggregation))
        case .binary(let operation):
            node = .binary(operation.replacing(try resolve(operation.left), try resolve(operation.right)))
        case .negation(let inner): node = .negation(try resolve(inner))
        case .plus(let inner): node = .plus(try resolve(inner))
        case .parentheses(let inner): node = .parentheses(try resolve(inner))
        }
        return Expression(node: node, place: expression.place)
    }

    private func positive(_ written: WrittenDuration?) throws(PromQLError) -> Int64? {
        guard let written else { return nil }
        return try written.milliseconds(step: step, range: range, mustBePositive: true)
    }

    private func resolve(_ timing: EvaluationTiming) throws(PromQLError) -> EvaluationTiming {
        guard let written = timing.offsetExpression else { return timing }
        var timing = timing
        timing.offsetMilliseconds = try written.milliseconds(step: step, range: range, mustBePositive: false)
        return timing
    }

    private func resolve(_ selector: VectorSelector) throws(PromQLError) -> VectorSelector {
        var selector = selector
        selector.timing = try resolve(selector.timing)
        return selector
    }

    private func resolve(_ subquery: Subquery) throws(PromQLError) -> Subquery {
        var subquery = subquery
        subquery.timing = try resolve(subquery.timing)
        if let range = try positive(subquery.rangeExpression) { subquery.rangeMilliseconds = range }
        if let step = try positive(subquery.stepExpression) { subquery.stepMilliseconds = step }
        return subquery
    }

    private func resolve(_ aggregation: Aggregation) throws(PromQLError) -> Aggregation {
        var parameter = aggregation.parameter
        if let given = parameter { parameter = try resolve(given) }
        return Aggregation(
            operation: aggregation.operation, expression: try resolve(aggregation.expression), parameter: parameter,
            grouping: aggregation.grouping, isWithout: aggregation.isWithout)
    }
}

extension Expression {
    /// Whether some duration depends on the times of the query.
    var hasDynamicDuration: Bool {
        switch node {
        case .number, .string: false
        case .vector(let selector): selector.timing.isDynamic
        case .range(let selector, _):
            selector.timing.isDynamic || selector.rangeExpression?.expression.isDynamic ?? false
        case .subquery(let inner, let subquery):
            inner.hasDynamicDuration || subquery.timing.isDynamic
                || [subquery.rangeExpression, subquery.stepExpression].contains { $0?.expression.isDynamic ?? false }
        case .call(_, let arguments): arguments.contains(where: \.hasDynamicDuration)
        case .aggregation(let aggregation):
            aggregation.expression.hasDynamicDuration || aggregation.parameter?.hasDynamicDuration ?? false
        case .binary(let operation): operation.left.hasDynamicDuration || operation.right.hasDynamicDuration
        case .negation(let inner), .plus(let inner), .parentheses(let inner): inner.hasDynamicDuration
        }
    }
}

extension EvaluationTiming {
    var isDynamic: Bool { offsetExpression?.expression.isDynamic ?? false }
}

extension BinaryOperation {
    func replacing(_ left: Expression, _ right: Expression) -> BinaryOperation {
        BinaryOperation(
            operation: operation, left: left, right: right, returnsBool: returnsBool, matching: matching)
    }
}
