/// One query under way: its tree is walked once, and every node yields its values at all times of the query.
final class Evaluation {
    let store: SeriesStore
    /// The query's own times in milliseconds, as `@ start()` and `@ end()` mean them.
    let start: Int64
    let end: Int64
    /// Milliseconds between the times of a range query; 0 in an instant one.
    let step: Int64
    let limits: QueryLimits
    let lookback: Int64
    var notes = QueryNotes()
    private let deadline: ContinuousClock.Instant
    private var spent = 0

    init(store: SeriesStore, start: Int64, end: Int64, step: Int64 = 0, _ limits: QueryLimits) {
        self.store = store
        self.start = start
        self.end = end
        self.step = step
        self.limits = limits
        lookback = limits.lookback.milliseconds
        deadline = .now + limits.time
    }

    /// The value of `expression` at every time of the grid.
    func evaluate(_ expression: Expression, on grid: StepGrid) throws -> StepValue {
        try checkTime(expression.place)
        guard grid.count > 1, expression.isStepInvariant else {
            let value = try value(of: expression, on: grid)
            if case .vector(let columns) = value { try checkSamples(columns.values.count, expression.place) }
            return value
        }
        let value = try value(of: expression, on: grid.first)
        if case .vector(let columns) = value { try checkSamples(columns.rows &* grid.count, expression.place) }
        return value.repeated(grid.count)
    }

    private func value(of expression: Expression, on grid: StepGrid) throws -> StepValue {
        switch expression.node {
        case .number(let value): return .scalar(Array(repeating: value, count: grid.count))
        case .string(let text): return .string(text)
        case .vector(let selector): return .vector(try instant(selector, expression.place, on: grid))
        case .range, .subquery: throw PromQLError("expected an instant vector or a scalar", at: expression.place)
        case .call(let function, let arguments): return try call(function, arguments, expression.place, on: grid)
        case .aggregation(let aggregation):
            return .vector(try aggregate(aggregation, expression.place, on: grid))
        case .binary(let operation): return try binary(operation, expression.place, on: grid)
        case .negation(let inner): return try negate(inner, on: grid)
        case .plus(let inner), .parentheses(let inner): return try evaluate(inner, on: grid)
        }
    }

    func vector(_ expression: Expression, on grid: StepGrid) throws -> VectorColumns {
        guard case .vector(let columns) = try evaluate(expression, on: grid) else {
            throw PromQLError("expected an instant vector", at: expression.place)
        }
        return columns
    }

    func scalar(_ expression: Expression, on grid: StepGrid) throws -> [Double] {
        guard case .scalar(let numbers) = try evaluate(expression, on: grid) else {
            throw PromQLError("expected a scalar", at: expression.place)
        }
        return numbers
    }

    func string(_ expression: Expression) throws -> String {
        guard case .string(let text) = expression.unwrapped.node else {
            throw PromQLError("expected a string", at: expression.place)
        }
        return text
    }

    private func negate(_ inner: Expression, on grid: StepGrid) throws -> StepValue {
        switch try evaluate(inner, on: grid) {
        case .scalar(let numbers): return .scalar(numbers.map { -$0 })
        case .vector(let columns): return .vector(columns.mapped { value, _ in -value })
        case .string: throw PromQLError("unary sign needs a scalar or an instant vector", at: inner.place)
        }
    }

    // MARK: Limits

    func checkTime(_ place: SourcePlace) throws {
        guard ContinuousClock.now < deadline else {
            throw PromQLError("query timed out in query execution", at: place)
        }
    }

    /// Counts work done, and looks at the clock now and then.
    func spend(_ work: Int, _ place: SourcePlace) throws {
        spent &+= work
        guard spent > 50_000 else { return }
        spent = 0
        try checkTime(place)
    }

    /// Refuses to hold more than the limit.
    func checkSamples(_ count: Int, _ place: SourcePlace) throws {
        guard count <= limits.samples else {
            throw PromQLError(
                "query processing would load too many samples into memory in query execution", at: place)
        }
    }
}

extension VectorColumns {
    /// Every value changed; the rows so lose their names.
    func mapped(_ body: (Double, _ step: Int) -> Double) -> VectorColumns {
        var changed = self
        changed.dropNames()
        var place = 0
        for _ in 0..<rows {
            for step in 0..<steps {
                let value = values[place]
                if Self.isPresent(value) { changed.values[place] = body(value, step) }
                place += 1
            }
        }
        return changed
    }
}
