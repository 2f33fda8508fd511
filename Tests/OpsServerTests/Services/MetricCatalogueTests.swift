import Foundation
import NIOHTTP1
import OpsCore
import OpsTestSupport
import Testing

@testable import OpsMetrics
@testable import OpsServer

/// The catalogue is what docs/metrics.md says and what a running server shows.
@Suite(.serialized) struct MetricCatalogueTests {
    private struct Row: Hashable, CustomStringConvertible {
        var name, kind, labels, help: String
        var description: String { "| `\(name)` | \(kind) | \(labels) | \(help) |" }

        init(_ family: MetricCatalogue.Family) {
            (name, kind, help) = (family.name, family.kind.rawValue, family.help)
            labels = family.labels.joined(separator: ", ")
        }

        init?(_ line: Substring) {
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            guard cells.count == 6, cells[1].hasPrefix("`") else { return nil }
            (name, kind, labels, help) = (String(cells[1].dropFirst().dropLast()), cells[2], cells[3], cells[4])
        }
    }

    @Test func theDocumentedTableIsTheCatalogue() throws {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        let text = try String(contentsOf: root.appending(path: "docs/metrics.md"), encoding: .utf8)
        let section = try #require(text.split(separator: "## Every metric").last?.split(separator: "\n## ").first)
        let documented = section.split(separator: "\n").compactMap(Row.init)
        let known = MetricCatalogue.families.map(Row.init)
        #expect(Set(known.map(\.name)).count == known.count, "a family stands twice in the catalogue")
        for row in documented where !known.contains(row) { Issue.record("documented, but not so in the code: \(row)") }
        for row in known where !documented.contains(row) { Issue.record("in the code, but not so documented: \(row)") }
    }

    @Test func aRunningServerShowsWhatTheCatalogueNames() async throws {
        try await TestProvider.with { provider in
            try await TestSite.with(configure: { $0.upstream = provider.settings }) { site in
                let caller = Caller(identity: .local(user: "op1"), role: .operator)
                let lead = LeadEnrichmentRequest(domain: "a.example", email: nil)
                for _ in 1...2 { _ = try await site.core.enrichLead(lead, by: caller, requestID: "r") }
                let command = try await site.actuate(.close)
                try await site.wait(for: command.id, "it ends") { $0.isFinal }
                _ = try await site.ask(.GET, "/valves")
                _ = try await site.ask(.GET, "/v1/alerts")
                let needed: Set<String> = [
                    "job_oldest_age_seconds", "service_health", "alerts_current", "series_store_series",
                    "valve_state", "mqtt_messages_out", "upstream_spend_usd",
                ]
                var families: [MetricsText.Family] = []
                try await eventually(within: .seconds(30), "all are there") {
                    let text = site.registryText()
                    families = (try? MetricsText.parse(Array(text.utf8), format: .openMetrics)) ?? []
                    return needed.isSubset(of: families.map(\.name))
                }
                try Self.check(families)
                try Self.checkValues(families)
            }
        }
    }

    private static func check(_ families: [MetricsText.Family]) throws {
        let known = Dictionary(uniqueKeysWithValues: MetricCatalogue.families.map { (Self.openName($0), $0) })
        for family in families {
            guard let entry = known[family.name] else {
                Issue.record("\(family.name) is in no catalogue")
                continue
            }
            #expect(family.kind == entry.kind, "\(family.name)")
            var names = Set(family.samples.flatMap { $0.labels.pairs.map(\.name) })
            names.subtract(["__name__", "le", "overflow", family.name])
            #expect(names.subtracting(entry.labels).isEmpty, "\(family.name) has other labels: \(names)")
        }
    }

    /// A family's name in OpenMetrics, where a counter's and an info's suffixes are its samples'.
    private static func openName(_ family: MetricCatalogue.Family) -> String {
        switch family.kind {
        case .counter: String(family.name.dropLast("_total".count))
        case .info: String(family.name.dropLast("_info".count))
        default: family.name
        }
    }

    private static func checkValues(_ families: [MetricsText.Family]) throws {
        func value(_ name: String, _ labels: [(String, String)]) -> Double? {
            let samples = families.flatMap(\.samples)
            return samples.first { sample in
                sample.labels["__name__"] == name && labels.allSatisfy { sample.labels[$0.0] == $0.1 }
            }?.value
        }
        #expect(value("cache_hits_total", [("cache", "enrichment")]) == 1)
        #expect(value("cache_misses_total", [("cache", "enrichment")]) == 1)
        #expect(value("upstream_spend_usd_total", []) == 0.5)
        #expect(value("mqtt_messages_out_total", [("kind", "command")]).map { $0 >= 2 } == true, "select and operate")
        #expect(value("valve_state", [("valve", "v-1"), ("state", "closed")]) == 1)
        #expect(value("valve_state", [("valve", "v-1"), ("state", "open")]) == nil, "one state at a time")
        #expect(value("service_health", [("service", "tasking"), ("service_health", "ok")]) == 1)
        #expect(value("http_requests_total", [("service", "fabric"), ("endpoint", "/valves")]) == 1)
        #expect(value("http_requests_total", [("service", "fusion"), ("endpoint", "/v1/alerts")]) == 1)
        #expect(value("http_requests_in_flight", [("service", "fusion")]) == 0)
        #expect(value("opstui_build_info", [("version", OpsVersion.current)]) == 1)
    }

    @Test func eachPartIsJudgedByWhatItNeeds() {
        func health(
            _ name: LinkName, _ state: LinkState, breakersOpen: Bool = false, rulesFail: Bool = false
        ) -> [ServicePart: HealthState] {
            ServiceHealth(
                links: [LinkStatus(name: name, state: state)], breakersOpen: breakersOpen, rulesFail: rulesFail
            ).states.filter { $0.value != .ok }
        }
        #expect(health(.mqtt, .off) == [:])
        #expect(health(.mqtt, .down) == [.fabric: .down, .tasking: .down])
        #expect(health(.mqtt, .degraded) == [.fabric: .degraded, .tasking: .degraded])
        #expect(health(.database, .down) == [.gateway: .down, .fusion: .down, .tasking: .down])
        #expect(health(.redis, .down) == [.gateway: .degraded])
        #expect(health(.prometheus, .down) == [.intelligence: .degraded])
        #expect(health(.redis, .ok, breakersOpen: true) == [.gateway: .degraded])
        #expect(health(.redis, .ok, rulesFail: true) == [.intelligence: .degraded])
    }
}

extension TestSite {
    fileprivate func registryText() -> String { (try? core.registry.expose(.openMetrics)) ?? "" }
}
