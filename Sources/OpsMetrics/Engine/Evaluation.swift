/// One query under way: the samples it needs, loaded once, and the evaluation of its tree at any of its times.
struct Evaluation {
    let start: Int64
    let end: Int64
    /// Milliseconds between the times of a range query; 0 in an instant one.
    let step: Int64
    let limits: QueryLimits
    let lookback: Int64
    /// The series of every selector, by the selector's index.
    let loaded: [Int: [LoadedSeries]]
    private let deadline: ContinuousClock.Instant

    init(
        _ expression: Expression, store: SeriesStore, start: Int64, end: Int64, step: Int64 = 0, _ limits: QueryLimits
    ) throws {
        self.start = start
        self.end = end
        self.step = step
        self.limits = limits
        lookback = limits.lookback.milliseconds
        deadline = .now + limits.time
        var loader = SelectorLoader(store: store, start: start, end: end, limits: limits)
        try loader.load(expression, from: start, through: end)
        loaded = loader.loaded
    }

    /// The value of `expression` at a time.
    func evaluate(_ expression: Expression, at time: Int64) throws -> QueryValue {
        guard ContinuousClock.now < deadline else {
            throw PromQLError("query timed out in query execution", at: expression.place)
        }
        switch expression.node {
        case .number(let value): return .scalar(value)
        case .string(let text): return .string(text)
        case .vector(let selector): return .vector(instantSamples(selector, at: time).map(\.sample))
        case .range, .subquery:
            return .matrix(
                try windows(expression, at: time).map { Series(labels: $0.labels, samples: Array($0.samples)) })
        case .call(let function, let arguments): return try call(function, arguments, expression.place, at: time)
        case .aggregation(let aggregation): return .vector(try aggregate(aggregation, expression.place, at: time))
        case .binary(let operation): return try binary(operation, expression.place, at: time)
        case .negation(let inner): return try negate(inner, at: time)
        case .parentheses(let inner): return try evaluate(inner, at: time)
        }
    }

    func vector(_ expression: Expression, at time: Int64) throws -> [Sample] {
        guard case .vector(let samples) = try evaluate(expression, at: time) else {
            throw PromQLError("expected an instant vector", at: expression.place)
        }
        return samples
    }

    func scalar(_ expression: Expression, at time: Int64) throws -> Double {
        guard case .scalar(let value) = try evaluate(expression, at: time) else {
            throw PromQLError("expected a scalar", at: expression.place)
        }
        return value
    }

    func string(_ expression: Expression, at time: Int64) throws -> String {
        guard case .string(let text) = try evaluate(expression, at: time) else {
            throw PromQLError("expected a string", at: expression.place)
        }
        return text
    }

    /// The values at every step as series, ordered by labels.
    func series(of expression: Expression, from: Int64, through: Int64, step: Int64) throws -> [Series] {
        var bySeries: [Labels: [SamplePoint]] = [:]
        var count = 0
        for time in stride(from: from, through: through, by: Int(clamping: step)) {
            switch try evaluate(expression, at: time) {
            case .scalar(let value):
                bySeries[.none, default: []].append(SamplePoint(milliseconds: time, value: value))
                count += 1
            case .vector(let samples):
                for sample in samples {
                    bySeries[sample.labels, default: []].append(SamplePoint(milliseconds: time, value: sample.value))
                }
                count += samples.count
            case .matrix, .string:
                throw PromQLError("expected a scalar or an instant vector", at: expression.place)
            }
            guard count <= limits.samples else {
                throw PromQLError(
                    "query processing would load too many samples into memory in query execution", at: expression.place)
            }
        }
        return bySeries.keys.sorted().map { Series(labels: $0, samples: bySeries[$0] ?? []) }
    }

    private func negate(_ inner: Expression, at time: Int64) throws -> QueryValue {
        switch try evaluate(inner, at: time) {
        case .scalar(let value): return .scalar(-value)
        case .vector(let samples):
            let negated = samples.map { Sample(labels: $0.labels.withoutName, value: -$0.value) }
            return .vector(try unique(negated, inner.place))
        case .matrix, .string: throw PromQLError("unary sign needs a scalar or an instant vector", at: inner.place)
        }
    }

    /// Dropping the name can make two series one; that is the asker's mistake, not ours to hide.
    func unique(_ samples: [Sample], _ place: SourcePlace) throws -> [Sample] {
        guard samples.count > 1, Set(samples.map(\.labels)).count < samples.count else { return samples }
        throw PromQLError("vector cannot contain metrics with the same labelset", at: place)
    }
}
