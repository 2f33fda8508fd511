import OpsCore
import OpsMetrics

/// Prometheus' read API over the embedded series.
struct SeriesQueries: MetricQueries {
    let engine: QueryEngine
    let registry: MetricRegistry
    let rules: (any RuleReading)?
    /// What is scraped; nil: nothing.
    var scrapes: ScrapeService?
    let clock: any OpsClock
    let startedAt: WallTime
    /// How long one answer may take at most.
    let timeLimit: Duration
    var runner = QueryRunner.shared

    func answer(_ question: MetricQuestion) async throws -> PrometheusAnswer {
        switch question {
        case .values(let question): return try await values(question)
        case .labelNames(let question): return try await labelNames(question)
        case .labelValues(let name, let question): return try await labelValues(name, question)
        case .series(let question): return try await series(question)
        case .metadata(let question):
            let pools = await scrapes?.readings ?? []
            return try await runner.run(within: timeLimit) { try metadata(question, pools, within: $0) }
        case .targets(let question):
            let pools = await scrapes?.readings ?? []
            return try await runner.run(within: timeLimit) { try TargetsJSON.answer(question, pools, within: $0) }
        case .exemplars(let question): return try await runner.run(within: timeLimit) { _ in exemplars(question) }
        case .rules(let question):
            let groups = await rules?.ruleGroups() ?? []
            return try await runner.run(within: timeLimit) { _ in
                PrometheusAnswer(RulesJSON(question: question).data(groups))
            }
        case .alerts:
            let groups = await rules?.ruleGroups() ?? []
            return try await runner.run(within: timeLimit) { _ in PrometheusAnswer(RulesJSON.alerts(groups)) }
        case .status(let question):
            let scrapesFail = await scrapes?.loadFault != nil
            return try await runner.run(within: timeLimit) { left in
                try status(question, scrapesFail: scrapesFail, until: .now + left)
            }
        }
    }

    // MARK: Values

    private func values(_ question: QueryQuestion) async throws -> PrometheusAnswer {
        let asked = question.timeoutMilliseconds.map { Duration.milliseconds($0) }
        let began = ContinuousClock.now
        return try await runner.run(within: min(asked ?? timeLimit, timeLimit)) { left in
            let start = ContinuousClock.now
            let (outcome, time) = try evaluate(question, within: left)
            let (kept, isCut) = Self.cut(outcome.value, to: question.seriesLimit)
            var writer = JSONWriter()
            writer.raw("{")
            QueryJSON.members(kept, at: time, to: &writer)
            if question.wantsStatistics { Self.write(queued: start - began, took: .now - start, &writer) }
            writer.raw("}")
            let warnings = outcome.notes.warnings + (isCut ? [Self.truncated] : [])
            return PrometheusAnswer(writer.bytes, warnings: warnings, infos: outcome.notes.infos)
        }
    }

    private func evaluate(_ question: QueryQuestion, within left: Duration) throws -> (QueryOutcome, time: Int64) {
        var limits = engine.limits
        limits.time = min(left, limits.time)
        limits.steps = Int(QueryQuestion.pointLimit) + 1
        if let lookback = question.lookbackMilliseconds { limits.lookback = .milliseconds(lookback) }
        let engine = QueryEngine(store: engine.store, limits: limits)
        do {
            switch question.times {
            case .instant(let time): return (try engine.outcome(of: question.expression, at: time), time)
            case .range(let start, let end, let step):
                return (try engine.outcome(of: question.expression, start: start, end: end, step: step), end)
            }
        } catch let error as PromQLError {
            let message = SafeText.clean(error.message, limit: 400)
            throw PrometheusFault(message.hasPrefix("query timed out") ? .timeout : .execution, message)
        }
    }

    static let truncated = "results truncated due to limit"

    private static func cut(_ value: QueryValue, to limit: Int?) -> (QueryValue, isCut: Bool) {
        guard let limit else { return (value, false) }
        switch value {
        case .vector(let samples) where samples.count > limit: return (.vector(Array(samples.prefix(limit))), true)
        case .matrix(let series) where series.count > limit: return (.matrix(Array(series.prefix(limit))), true)
        default: return (value, false)
        }
    }

    /// The times that are measured here; Prometheus' other figures are left out.
    private static func write(queued: Duration, took: Duration, _ writer: inout JSONWriter) {
        func seconds(_ duration: Duration) -> String { GoNumber.text(max(duration, .zero) / .seconds(1)) }
        writer.raw(#","stats":{"timings":{"evalTotalTime":"#)
        writer.raw(seconds(took))
        writer.raw(#","execQueueTime":"#)
        writer.raw(seconds(queued))
        writer.raw(#","execTotalTime":"#)
        writer.raw(seconds(queued + took))
        writer.raw("}}")
    }
}
