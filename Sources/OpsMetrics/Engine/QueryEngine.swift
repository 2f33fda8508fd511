/// Evaluates PromQL over a store, with the meaning it has in Prometheus 3: windows and look-back are open on the left.
///
/// Values carry no clock: the caller says at which time to evaluate, so that the same question can be asked of the past.
/// Names are dropped late, as with Prometheus' feature `promql-delayed-name-removal`.
public struct QueryEngine: Sendable {
    /// Where the samples come from.
    public let store: SeriesStore
    /// What one query may cost.
    public let limits: QueryLimits

    /// An engine over `store`.
    public init(store: SeriesStore, limits: QueryLimits = QueryLimits()) {
        self.store = store
        self.limits = limits
    }

    /// The value of an expression at one time.
    ///
    /// - Parameters:
    ///   - expression: A parsed expression of any type.
    ///   - milliseconds: The time in milliseconds since 1970.
    /// - Throws: `PromQLError` with its place: vectors that cannot be matched, a function not implemented, a limit.
    public func instant(_ expression: Expression, at milliseconds: Int64) throws -> QueryValue {
        try outcome(of: expression, at: milliseconds).value
    }

    /// The values of an expression at `start`, `start + step` and so on through `end`, all in milliseconds.
    ///
    /// - Returns: `.matrix`, ordered by labels; a scalar is one series without labels.
    /// - Throws: `PromQLError`, also where the expression is neither a scalar nor an instant vector, where `step` is not
    ///   positive, or where there are more steps than the limit.
    public func range(_ expression: Expression, start: Int64, end: Int64, step: Int64) throws -> QueryValue {
        try outcome(of: expression, start: start, end: end, step: step).value
    }

    /// As `instant`, with what is worth knowing about the answer.
    public func outcome(of expression: Expression, at milliseconds: Int64) throws -> QueryOutcome {
        let expression = try expression.resolved(start: milliseconds, end: milliseconds, step: 0)
        let evaluation = Evaluation(store: store, start: milliseconds, end: milliseconds, limits)
        let value = try Self.instant(expression, evaluation, at: milliseconds)
        return QueryOutcome(value: value, notes: evaluation.notes)
    }

    /// As `range`, with what is worth knowing about the answer.
    public func outcome(of expression: Expression, start: Int64, end: Int64, step: Int64) throws -> QueryOutcome {
        guard expression.type == .scalar || expression.type == .vector else {
            let got = expression.type.rawValue
            throw PromQLError(
                "invalid expression type \"\(got)\" for range query, must be scalar or instant vector",
                at: expression.place)
        }
        let (length, overflows) = end.subtractingReportingOverflow(start)
        guard step > 0, length >= 0, !overflows, length / step < limits.steps else {
            throw PromQLError(
                "a range query needs a positive step, an end not before its start and at most \(limits.steps) steps",
                at: expression.place)
        }
        let expression = try expression.resolved(start: start, end: end, step: step)
        let evaluation = Evaluation(store: store, start: start, end: end, step: step, limits)
        let grid = StepGrid(start: start, step: step, count: Int(length / step) + 1)
        return QueryOutcome(value: .matrix(try Self.range(expression, evaluation, grid)), notes: evaluation.notes)
    }

    private static func instant(_ expression: Expression, _ evaluation: Evaluation, at time: Int64) throws -> QueryValue
    {
        try evaluation.checkTime(expression.place)
        if expression.type == .matrix { return .matrix(try evaluation.matrix(expression, at: time)) }
        switch try evaluation.evaluate(expression, on: StepGrid(start: time, step: 1, count: 1)) {
        case .scalar(let numbers): return .scalar(numbers[0])
        case .string(let text): return .string(text)
        case .vector(let columns):
            let finished = try columns.finished(expression.place)
            let samples = finished.labels.indices.compactMap { row in
                finished.hasValue(row, 0) ? Sample(labels: finished.labels[row], value: finished.values[row]) : nil
            }
            return .vector(expression.ordersSeries ? samples : samples.sorted { $0.labels < $1.labels })
        }
    }

    private static func range(_ expression: Expression, _ evaluation: Evaluation, _ grid: StepGrid) throws -> [Series] {
        let columns: VectorColumns
        switch try evaluation.evaluate(expression, on: grid) {
        case .scalar(let numbers): columns = Evaluation.single(numbers)
        case .vector(let found): columns = try found.finished(expression.place)
        case .string: throw PromQLError("expected a scalar or an instant vector", at: expression.place)
        }
        let order = columns.labels.indices.sorted { columns.labels[$0] < columns.labels[$1] }
        return order.compactMap { row in
            let samples = (0..<grid.count).compactMap { step in
                columns.hasValue(row, step)
                    ? SamplePoint(milliseconds: grid.time(step), value: columns.values[row * grid.count + step]) : nil
            }
            return samples.isEmpty ? nil : Series(labels: columns.labels[row], samples: samples)
        }
    }
}

extension Expression {
    /// Whether the order of the answer's series is part of it.
    fileprivate var ordersSeries: Bool {
        switch unwrapped.node {
        case .call(let function, _): function.name.hasPrefix("sort")
        case .aggregation(let aggregation): [.topk, .bottomk].contains(aggregation.operation)
        default: false
        }
    }
}
