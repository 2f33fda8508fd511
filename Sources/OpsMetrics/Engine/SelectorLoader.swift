/// Finds out which span of time each selector of an expression can ask for, and loads it.
struct SelectorLoader {
    let store: SeriesStore
    let start: Int64
    let end: Int64
    let limits: QueryLimits
    private(set) var loaded: [Int: [LoadedSeries]] = [:]
    private var sampleCount = 0

    init(store: SeriesStore, start: Int64, end: Int64, limits: QueryLimits) {
        self.store = store
        self.start = start
        self.end = end
        self.limits = limits
    }

    /// Loads what evaluating `expression` at any time in `from...through` needs.
    mutating func load(_ expression: Expression, from: Int64, through: Int64) throws {
        switch expression.node {
        case .number, .string: break
        case .vector(let selector):
            let span = selector.timing.span(from, through, start, end)
            try load(selector, span.0 - limits.lookback.milliseconds, span.1, keepsStale: true, expression.place)
        case .range(let selector, let range):
            let span = selector.timing.span(from, through, start, end)
            try load(selector, span.0 - range, span.1, keepsStale: false, expression.place)
        case .subquery(let inner, let subquery):
            let span = subquery.timing.span(from, through, start, end)
            try load(inner, from: span.0 - subquery.rangeMilliseconds, through: span.1)
        case .call(_, let arguments):
            for argument in arguments { try load(argument, from: from, through: through) }
        case .aggregation(let aggregation):
            try load(aggregation.expression, from: from, through: through)
            if let parameter = aggregation.parameter { try load(parameter, from: from, through: through) }
        case .binary(let operation):
            try load(operation.left, from: from, through: through)
            try load(operation.right, from: from, through: through)
        case .negation(let inner), .parentheses(let inner):
            try load(inner, from: from, through: through)
        }
    }

    private mutating func load(
        _ selector: VectorSelector, _ from: Int64, _ through: Int64, keepsStale: Bool, _ place: SourcePlace
    ) throws {
        guard selector.sampling == .plain else {
            throw PromQLError("modifier \(selector.sampling.rawValue) is not implemented", at: place)
        }
        var found: [LoadedSeries] = []
        for series in store.select(selector.matchers, from: from, through: through) {
            sampleCount += series.samples.count
            guard sampleCount <= limits.samples else {
                throw PromQLError(
                    "query processing would load too many samples into memory in query execution", at: place)
            }
            let hasStale = !keepsStale && series.samples.contains { Staleness.isStale($0.value) }
            let samples = hasStale ? series.samples.filter { !Staleness.isStale($0.value) } : series.samples
            found.append(LoadedSeries(labels: series.labels, samples: samples))
        }
        loaded[selector.index] = found.sorted { $0.labels < $1.labels }
    }
}

extension EvaluationTiming {
    /// The time meant when evaluating at `time` in a query from `start` to `end`.
    func time(at time: Int64, _ start: Int64, _ end: Int64) -> Int64 {
        let anchored =
            switch anchor {
            case nil: time
            case .start: start
            case .end: end
            case .milliseconds(let fixed): fixed
            }
        return anchored - (offsetMilliseconds ?? 0)
    }

    /// The span of times meant when evaluating from `from` through `through`.
    func span(_ from: Int64, _ through: Int64, _ start: Int64, _ end: Int64) -> (Int64, Int64) {
        (time(at: from, start, end), time(at: through, start, end))
    }
}
