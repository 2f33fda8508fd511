import OpsCore
import OpsMetrics

/// What metrics mean, and how the server is, as far as Prometheus' words fit it.
extension SeriesQueries {
    /// The version of Prometheus' API that is spoken here: what clients decide by which calls they may make.
    static let spokenVersion = "3.5.0"

    func metadata(_ question: MetadataQuestion) -> PrometheusAnswer {
        let families = (try? MetricsText.parse(registry.expose())) ?? []
        var asked = families.filter { question.metric == nil || $0.name == question.metric }
        if question.limit >= 0 { asked = Array(asked.prefix(question.limit)) }
        var writer = JSONWriter()
        writer.raw("{")
        for (index, family) in asked.enumerated() {
            writer.name(family.name, first: index == 0)
            writer.raw("[")
            writer.texts([
                ("type", family.kind == .untyped ? "unknown" : family.kind.rawValue), ("help", family.help ?? ""),
                ("unit", ""),
            ])
            writer.raw("]")
        }
        writer.raw("}")
        return PrometheusAnswer(writer.bytes)
    }

    func status(_ question: StatusQuestion) -> PrometheusAnswer {
        var writer = JSONWriter()
        switch question {
        case .build: writer.texts(Self.build)
        case .runtime: writeRuntime(&writer)
        case .configuration: writer.texts([("yaml", "")])
        case .flags: writer.texts(flags)
        case .series: writeSeries(&writer)
        case .targets: Self.writeTargets(&writer)
        case .exemplars: writer.raw("[]")
        case .format(let text): writer.text(text)
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

    private func writeRuntime(_ writer: inout JSONWriter) {
        writer.raw("{")
        writer.name("startTime", first: true)
        writer.text(ISO8601.text(of: startedAt))
        writer.raw(#","reloadConfigSuccess":true"#)
        writer.name("lastConfigTime")
        writer.text(ISO8601.text(of: startedAt))
        writer.raw(#","corruptionCount":0"#)
        writer.name("serverTime")
        writer.text(ISO8601.text(of: clock.wall))
        writer.name("storageRetention")
        writer.text(PromQLDuration.text(Int64(engine.store.retention / .milliseconds(1))))
        writer.raw("}")
    }

    /// The ten largest of each, as in Prometheus. Memory by label is not counted here.
    private func writeSeries(_ writer: inout JSONWriter) {
        let all = engine.store.series([])
        var (metrics, pairs): ([String: Int], [String: Int]) = ([:], [:])
        var values: [String: Set<String>] = [:]
        for labels in all {
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

    /// The server samples itself; there is no target to name.
    private static func writeTargets(_ writer: inout JSONWriter) {
        writer.raw(#"{"activeTargets":[],"droppedTargets":[],"droppedTargetCounts":{}}"#)
    }
}
