import Foundation
import OpsTestSupport
import Testing

@testable import OpsMetrics

@Suite("Targets and series are those that Prometheus makes of the same configuration")
struct PrometheusScrapeTests {
    private static let texts = [
        "/metrics": """
        plain 1
        conflict{job="own",instance="own",exported_job="e",zone="z"} 2
        empty{job="",zone="",other="o"} 3
        named_one{id="1",keep="k",Mixed="MiXed ÄÖ"} 4
        named_one{id="2",keep="k"} 5
        dropped_a 6
        pair{left="x",right="x"} 7
        pair{left="x",right="y"} 8
        map{meta_a="1",meta_b="2"} 9
        quoted{text="a\\\\b\\"c\\nd"} 10

        """,
        "/other/path": "from_other 1\n",
    ]

    private static func configuration(_ port: UInt16) -> String {
        """
        global: {scrape_interval: 1s, scrape_timeout: 1s}
        scrape_configs:
        - job_name: plain
          static_configs: [{targets: ['127.0.0.1:\(port)'], labels: {zone: target, empty: ''}}]
        - job_name: honor
          honor_labels: true
          static_configs: [{targets: ['127.0.0.1:\(port)'], labels: {zone: target, rack: r}}]
        - job_name: targets
          params: {module: [a, b], other: ['x y/z']}
          static_configs:
          - targets: ['127.0.0.1:\(port)', '127.0.0.1:\(port)', 'away:1']
            labels: {__meta_kind: Kind-1, __meta_zone: Z, path: other/path, same: away}
          - targets: ['127.0.0.1:\(port)']
            labels: {second: group}
          relabel_configs:
          - {source_labels: [__address__], regex: 'away:.*', action: drop}
          - {source_labels: [path], regex: '(.+)', target_label: __metrics_path__, replacement: '/$1'}
          - {regex: '__meta_(.+)', action: labelmap, replacement: 'm_$1'}
          - {source_labels: [m_kind], target_label: lower, action: lowercase}
          - {source_labels: [m_kind, m_zone], separator: '|', target_label: joined}
          - {source_labels: [__address__, second], target_label: shard, action: hashmod, modulus: 7}
          - {source_labels: [second], regex: group, target_label: __param_module, replacement: changed}
          - {source_labels: [second], regex: group, target_label: instance, replacement: named}
          - {regex: m_zone, action: labeldrop}
        - job_name: samples
          static_configs: [{targets: ['127.0.0.1:\(port)']}]
          metric_relabel_configs:
          - {source_labels: [__name__], regex: 'dropped_.*', action: drop}
          - {source_labels: [left], target_label: right, action: dropequal}
          - {source_labels: [__name__], regex: 'named_(.*)', target_label: __name__, replacement: 'renamed_$1'}
          - {source_labels: [Mixed], target_label: upper, action: uppercase}
          - {source_labels: [Mixed], target_label: low, action: lowercase}
          - {regex: 'meta_(.)', replacement: 'copied_$1', action: labelmap}
          - {regex: 'id|meta_a', action: labeldrop}
          - {source_labels: [exported_zone, none, zone], regex: ';;(z)', target_label: '${1}one_$1', replacement: 'v${1}v'}
        - job_name: keeping
          static_configs: [{targets: ['127.0.0.1:\(port)']}]
          metric_relabel_configs:
          - {regex: '__name__|job|id', action: labelkeep}
          - {source_labels: [id], regex: '1|', action: keep}
          - {source_labels: [job], target_label: id, action: keepequal}
        """
    }

    @Test("labels, URLs, drops and the names of every series")
    func sameSeries() async throws {
        let server = try TextServer(Self.texts)
        defer { server.stop() }
        let text = Self.configuration(server.port)
        let prometheus = try await PrometheusServer(configuration: text)
        defer { prometheus.stop() }
        let configuration = try ScrapeConfiguration.load(text: text, name: "p.yml")
        let store = SeriesStore()
        var urls: Set<String> = []
        var dropped = 0
        for job in configuration.jobs {
            let list = job.targets(job.staticGroups)
            #expect(list.faults.isEmpty)
            dropped += list.droppedCount
            for target in list.targets {
                urls.insert("\(target.url) \(target.labels)")
                let path = String(target.url.drop { $0 != "/" }.dropFirst(2).drop { $0 != "/" }.prefix { $0 != "?" })
                var scraper = TargetScraper(job: job, target: target)
                let body = Array((Self.texts[path] ?? "").utf8)
                let report = scraper.take(.body(body, contentType: "text/plain"), at: 1_000, took: .zero, into: store)
                #expect(report.isUp, "\(report)")
            }
        }
        let ours = Set(store.series([]).map(\.description))
        try? await eventually("Prometheus has the same series") { try await Self.series(prometheus) == ours }
        let theirs = try await Self.series(prometheus)
        #expect(ours == theirs, "\(ours.symmetricDifference(theirs).sorted().joined(separator: "\n"))")
        #expect(ours.count > 60)
        let targets = try #require(try await prometheus.data("api/v1/targets", [:]))
        let active = try #require(targets["activeTargets"] as? [[String: Any]])
        #expect(Set(active.map { "\($0["scrapeUrl"] ?? "") \(Self.labels($0["labels"]))" }) == urls)
        #expect((targets["droppedTargets"] as? [Any])?.count == dropped && dropped == 1)
    }

    private static func series(_ prometheus: PrometheusServer) async throws -> Set<String> {
        Set(try await prometheus.list("api/v1/series", ["match[]": "{__name__=~\".+\"}"])?.map { labels($0) } ?? [])
    }

    private static func labels(_ value: Any?) -> String {
        let pairs = value as? [String: String] ?? [:]
        return Labels(pairs.map { ($0.key, $0.value) }).description
    }
}
