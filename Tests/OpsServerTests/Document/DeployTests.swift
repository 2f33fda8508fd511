import Foundation
import OpsTestSupport
import Testing

@testable import OpsMetrics
@testable import OpsServer

/// What lies in `deploy/` for Grafana and Prometheus fits this server.
@Suite struct DeployTests {
    private static let directory = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../deploy").standardized

    private struct Dashboard: Decodable {
        struct Panel: Decodable {
            struct Place: Decodable { var x, y, w, h: Int }
            struct Source: Decodable { var type, uid: String }
            struct Target: Decodable {
                var expr: String
                var datasource: Source
            }
            var id: Int
            var title: String
            var type: String
            var gridPos: Place
            var targets: [Target]?
        }
        var title, uid: String
        var panels: [Panel]
    }

    private static func dashboard() throws -> Dashboard {
        let data = try Data(contentsOf: directory.appending(path: "grafana/opstui.json"))
        return try JSONDecoder().decode(Dashboard.self, from: data)
    }

    /// As Grafana fills its variables in.
    private static func filled(_ text: String) -> String {
        text.replacingOccurrences(of: "$__rate_interval", with: "1m").replacingOccurrences(of: "$__range", with: "1h")
    }

    @Test func everyExpressionOfTheDashboardIsReadAndNamesMetricsOfTheCatalogue() throws {
        let registry = MetricRegistry()
        MetricCatalogue.describe(in: registry)
        let known = Set(registry.state.withLock { Array($0.descriptions.keys) }).union(["ALERTS"])
        let targets = try Self.dashboard().panels.flatMap { $0.targets ?? [] }
        #expect(targets.count > 25)
        for target in targets {
            _ = try PromQL.parse(Self.filled(target.expr))
            let names = Self.names(in: Self.filled(target.expr))
            #expect(!names.isEmpty, "\(target.expr)")
            for name in names {
                let family = name.replacing(#/_(bucket|sum|count)$/#, with: "")
                #expect(known.contains(name) || known.contains(family), "\(name) in \(target.expr)")
            }
            #expect(target.datasource.type == "prometheus" && target.datasource.uid == "${datasource}")
        }
    }

    /// The names of the metrics in an expression: the words that are left without selectors, windows, groupings, calls and
    /// operators.
    private static func names(in expression: String) -> [String] {
        let bare = expression.replacing(#/\{[^}]*\}|\[[^\]]*\]|\b(by|without|on)\s*\([^)]*\)/#, with: " ")
        return bare.matches(of: #/[a-zA-Z_][a-zA-Z0-9_]*\b(?!\s*\()/#).map { String($0.output) }.filter {
            !["or", "and", "unless", "sum", "max", "min"].contains($0)
        }
    }

    @Test func panelsHavePlacesOfTheirOwn() throws {
        let panels = try Self.dashboard().panels
        #expect(Set(panels.map(\.id)).count == panels.count)
        var taken: Set<[Int]> = []
        for panel in panels {
            let place = panel.gridPos
            #expect(place.x >= 0 && place.w > 0 && place.h > 0 && place.x + place.w <= 24, "\(panel.title)")
            for x in place.x..<place.x + place.w {
                for y in place.y..<place.y + place.h {
                    #expect(taken.insert([x, y]).inserted, "\(panel.title) lies on another panel")
                }
            }
        }
    }

    @Test func promtoolTakesTheConfigurationAndTheRules() async throws {
        let checked = try await Tool.run(["promtool", "check", "config", "prometheus.yml"], in: Self.directory.path)
        #expect(checked.status == 0, "\(checked.output)")
        #expect(checked.output.contains("opstui.rules.yml"))
    }
}
