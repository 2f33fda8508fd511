import OpsCore
import OpsMetrics

/// Scraped targets as Prometheus' API writes them.
enum TargetsJSON {
    /// Bytes of an answer on metadata, after which no further target is written.
    private static let lengthLimit = 64 << 20

    /// - Throws: `timeout` where `limit` does not do.
    static func answer(
        _ question: TargetQuestion, _ pools: [ScrapePoolReading], within limit: Duration
    ) throws -> PrometheusAnswer {
        let deadline = ContinuousClock.now + limit
        let pools = pools.sorted { $0.job < $1.job }
        var writer = JSONWriter()
        var warnings: [String] = []
        switch question {
        case .pools:
            writer.raw(#"{"scrapePools":"#)
            writer.list(pools) { $0.text($1.job) }
            writer.raw("}")
        case .list(let active, let dropped, let pool):
            let asked = pools.filter { pool == nil || $0.job == pool }
            write(asked, active: active, dropped: dropped, &writer)
            warnings = asked.filter { $0.beyond > 0 }.map {
                "job \($0.job): \($0.beyond) targets are not asked: "
                    + "\(ScrapeLimits.targetsAtMost) of all jobs are asked at most"
            }
        case .metadata(let selection):
            if try !metadata(selection, pools, until: deadline, &writer) { warnings = [SeriesQueries.truncated] }
        }
        return PrometheusAnswer(writer.bytes, warnings: warnings)
    }

    private static func write(
        _ pools: [ScrapePoolReading], active: Bool, dropped: Bool, _ writer: inout JSONWriter
    ) {
        writer.raw(#"{"activeTargets":"#)
        writer.list(active ? pools.flatMap(\.active) : []) { write($1, &$0) }
        writer.raw(#","droppedTargets":"#)
        let shown = dropped ? pools.flatMap { pool in pool.dropped.map { (pool.job, $0) } } : []
        writer.list(shown) { writer, entry in
            writer.raw(#"{"discoveredLabels":"#)
            QueryJSON.labels(entry.1, &writer)
            writer.name("scrapePool")
            writer.text(entry.0)
            writer.raw("}")
        }
        writer.raw(#","droppedTargetCounts":{"#)
        for (index, pool) in pools.enumerated() {
            writer.name(pool.job, first: index == 0)
            writer.raw("\(pool.droppedCount)")
        }
        writer.raw("}}")
    }

    private static func write(_ active: ActiveTarget, _ writer: inout JSONWriter) {
        let (target, standing) = (active.target, active.standing)
        func text(_ duration: Duration) -> String { PromQLDuration.text(Int64(duration / .milliseconds(1))) }
        writer.raw(#"{"discoveredLabels":"#)
        QueryJSON.labels(target.discoveredLabels, &writer)
        writer.raw(#","labels":"#)
        QueryJSON.labels(target.labels, &writer)
        for (name, value) in [
            ("scrapePool", target.jobName), ("scrapeUrl", target.url), ("globalUrl", target.url),
            ("lastError", standing.lastError ?? ""),
            ("lastScrape", standing.lastScrape.map(ISO8601.text) ?? "0001-01-01T00:00:00Z"),
        ] {
            writer.name(name)
            writer.text(value)
        }
        writer.name("lastScrapeDuration")
        writer.raw(standing.lastSeconds.isFinite ? "\(standing.lastSeconds)" : "0")
        for (name, value) in [
            ("health", standing.health), ("scrapeInterval", text(target.interval)),
            ("scrapeTimeout", text(target.timeout)),
        ] {
            writer.name(name)
            writer.text(value)
        }
        writer.raw("}")
    }

    /// As in Prometheus the metric's name is left out where it was asked for, and the limit is one of targets.
    /// False where not all was written.
    private static func metadata(
        _ selection: TargetQuestion.MetadataSelection, _ pools: [ScrapePoolReading],
        until deadline: ContinuousClock.Instant, _ writer: inout JSONWriter
    ) throws -> Bool {
        var targets = pools.flatMap(\.active).filter { active in
            selection.matchers.allSatisfy { $0.matches(active.target.labels) }
        }
        if selection.limit >= 0 { targets = Array(targets.prefix(selection.limit)) }
        var isFirst = true
        writer.raw("[")
        defer { writer.raw("]") }
        for active in targets {
            guard ContinuousClock.now < deadline else { throw QueryRunner.late }
            guard writer.bytes.count < lengthLimit else { return false }
            for family in active.standing.families
            where selection.metric == nil || family.name == selection.metric {
                if !isFirst { writer.raw(",") }
                isFirst = false
                write(family, of: active.target, named: selection.metric == nil, &writer)
            }
        }
        return true
    }

    private static func write(
        _ family: MetricFamilyNote, of target: ScrapeTarget, named: Bool, _ writer: inout JSONWriter
    ) {
        writer.raw(#"{"target":"#)
        QueryJSON.labels(target.labels, &writer)
        let name = named ? [("metric", family.name)] : []
        for (key, value) in name + [("type", family.type), ("help", family.help), ("unit", family.unit)] {
            writer.name(key)
            writer.text(value)
        }
        writer.raw("}")
    }
}
