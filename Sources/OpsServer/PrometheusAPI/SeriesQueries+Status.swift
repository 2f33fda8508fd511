import OpsCore
import OpsMetrics

/// What metrics mean, and how the server is, as far as Prometheus' words fit it.
extension SeriesQueries {
    /// The version of Prometheus' API that is spoken here: what clients decide by which calls they may make.
    static let spokenVersion = "3.5.0"

    /// This server's own metrics and those of its targets; what several say of one metric in different words is listed.
    ///
    /// - Throws: `timeout` where `limit` does not do.
    func metadata(
        _ question: MetadataQuestion, _ pools: [ScrapePoolReading], within limit: Duration
    ) throws -> PrometheusAnswer {
        let deadline = ContinuousClock.now + limit
        var known: Set<MetricFamilyNote> = []
        var families: [String: [MetricFamilyNote]] = [:]
        for list in [registry.summaries.map(MetricFamilyNote.init)] + Self.lists(pools).map(\.families) {
            guard ContinuousClock.now < deadline else { throw QueryRunner.late }
            for family in list where question.metric == nil || family.name == question.metric {
                if known.insert(family).inserted { families[family.name, default: []].append(family) }
            }
        }
        let names = families.keys.sorted()
        var writer = JSONWriter()
        writer.raw("{")
        for (index, name) in names.prefix(question.limit >= 0 ? question.limit : names.count).enumerated() {
            let entries = families[name] ?? []
            let limit = question.limitPerMetric > 0 ? question.limitPerMetric : entries.count
            writer.name(name, first: index == 0)
            writer.list(entries.prefix(limit)) {
                $0.texts([("type", $1.type), ("help", $1.help), ("unit", $1.unit)])
            }
        }
        writer.raw("}")
        return PrometheusAnswer(writer.bytes)
    }

    /// Targets of one kind mostly say the same, and have one list then.
    private static func lists(_ pools: [ScrapePoolReading]) -> [FamilyList] {
        var seen: Set<ObjectIdentifier> = []
        return pools.flatMap(\.active).compactMap(\.standing.metadata).filter {
            seen.insert(ObjectIdentifier($0)).inserted
        }
    }

    /// One of each counter and bucket is all that there is.
    func exemplars(_ question: ExemplarQuestion) -> PrometheusAnswer {
        let found = registry.exemplars { question.matches($0) }.compactMap { series -> SeriesExemplars? in
            let meant = series.exemplars.filter { exemplar in
                guard let seconds = exemplar.seconds else { return false }
                let milliseconds = seconds * 1_000
                return milliseconds >= Double(question.start) && milliseconds <= Double(question.end)
            }
            return meant.isEmpty ? nil : SeriesExemplars(labels: series.labels, exemplars: meant)
        }
        var writer = JSONWriter()
        writer.list(found) { writer, series in
            writer.raw(#"{"seriesLabels":"#)
            QueryJSON.labels(series.labels, &writer)
            writer.raw(#","exemplars":"#)
            writer.list(series.exemplars) { writer, exemplar in
                writer.raw(#"{"labels":"#)
                QueryJSON.labels(exemplar.labels, &writer)
                writer.name("value")
                writer.text(GoNumber.text(exemplar.value))
                let seconds = exemplar.seconds ?? 0
                let milliseconds = abs(seconds) < 1e12 ? Int64((seconds * 1_000).rounded()) : 0
                writer.raw(",\"timestamp\":\(QueryJSON.seconds(milliseconds))}")
            }
            writer.raw("}")
        }
        return PrometheusAnswer(writer.bytes)
    }

    /// - Parameters:
    ///   - scrapesFail: Whether the file of scrapes cannot be used as it is.
    ///   - deadline: When a count over all series is given up.
    /// - Throws: `timeout`.
    func status(
        _ question: StatusQuestion, scrapesFail: Bool, until deadline: ContinuousClock.Instant
    ) throws -> PrometheusAnswer {
        var writer = JSONWriter()
        switch question {
        case .build: writer.texts(Self.build)
        case .runtime: writeRuntime(&writer, scrapesFail: scrapesFail)
        case .configuration: writer.texts([("yaml", "")])
        case .flags: writer.texts(flags)
        case .series: try writeSeries(&writer, until: deadline)
        case .format(let expression): writer.text(expression.pretty)
        }
        return PrometheusAnswer(writer.bytes)
    }

    private static let build = [
        ("version", spokenVersion), ("revision", OpsVersion.current), ("branch", "opstui"), ("buildUser", ""),
        ("buildDate", ""), ("goVersion", ""),
    ]

    /// What a client may need to know of how queries are answered here.
    private var flags: [(String, String)] {
        func text(_ duration: Duration) -> String { PromQLDuration.text(Int64(duration / .milliseconds(1))) }
        return [
            ("query.lookback-delta", text(engine.limits.lookback)), ("query.max-samples", "\(engine.limits.samples)"),
            ("query.timeout", text(min(timeLimit, engine.limits.time))),
            ("storage.tsdb.retention.time", text(engine.store.retention)),
        ]
    }

    private func writeRuntime(_ writer: inout JSONWriter, scrapesFail: Bool) {
        let standing = rules?.standing.value
        writer.raw("{")
        writer.name("startTime", first: true)
        writer.text(ISO8601.text(of: startedAt))
        writer.raw(#","reloadConfigSuccess":\#(standing?.loadFault == nil && !scrapesFail)"#)
        writer.name("lastConfigTime")
        writer.text(ISO8601.text(of: standing?.loadedAt ?? startedAt))
        writer.raw(#","corruptionCount":0"#)
        writer.name("serverTime")
        writer.text(ISO8601.text(of: clock.wall))
        writer.name("storageRetention")
        writer.text(PromQLDuration.text(Int64(engine.store.retention / .milliseconds(1))))
        writer.raw("}")
    }

    /// The ten largest of each, as in Prometheus. Memory by label is not counted here.
    private func writeSeries(_ writer: inout JSONWriter, until deadline: ContinuousClock.Instant) throws {
        let all = engine.store.series([])
        var (metrics, pairs): ([String: Int], [String: Int]) = ([:], [:])
        var values: [String: Set<String>] = [:]
        for (number, labels) in all.enumerated() {
            guard number % 1_024 != 0 || .now < deadline else {
                throw PrometheusFault(.timeout, "the series could not be counted in time")
            }
            metrics[labels.name ?? "", default: 0] += 1
            for pair in labels.pairs {
                values[pair.name, default: []].insert(pair.value)
                pairs["\(pair.name)=\(pair.value)", default: 0] += 1
            }
        }
        writer.raw("{")
        writer.name("headStats", first: true)
        writer.raw(#"{"numSeries":\#(all.count),"numLabelPairs":\#(pairs.count)}"#)
        let tables = [
            ("seriesCountByMetricName", metrics), ("labelValueCountByLabelName", values.mapValues(\.count)),
            ("seriesCountByLabelValuePair", pairs),
        ]
        for (name, counts) in tables {
            writer.name(name)
            let largest = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(10)
            writer.list(largest) { writer, entry in
                writer.raw("{")
                writer.name("name", first: true)
                writer.text(entry.key)
                writer.raw(",\"value\":\(entry.value)}")
            }
        }
        writer.raw("}")
    }
}

extension MetricFamilyNote {
    /// One of this server's own.
    init(_ summary: MetricFamilySummary) {
        self.init(
            name: summary.name, type: summary.kind == .untyped ? "unknown" : summary.kind.rawValue, help: summary.help,
            unit: summary.unit ?? "")
    }
}
