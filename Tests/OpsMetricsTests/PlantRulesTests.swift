import Foundation
import Testing

@testable import OpsMetrics

@Suite("The rules of the simulated plant")
struct PlantRulesTests {
    private static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "deploy/rules/plant.rules.yml").path

    /// Flows of segment 7 at v-103 and v-104, each held for a minute; nil: that meter is silent.
    private static func firing(_ inflow: Double?, _ outflow: Double?, bar: Double = 4) throws -> [AlertInstance] {
        let file = try RuleFile.load(text: String(contentsOfFile: path, encoding: .utf8), name: "plant.rules.yml")
        let group = try #require(file.groups.first)
        let store = SeriesStore()
        let engine = QueryEngine(store: store)
        var state = RuleGroupState()
        var alerts: [AlertInstance] = []
        for second in 0...60 as ClosedRange<Int64> {
            for (valve, flow) in [("v-103", inflow), ("v-104", outflow)] {
                let labels = [("valve", valve), ("seg", "7")]
                if let flow { store.append(Labels(name: "valve_flow_lps", labels), at: second * 1000, flow) }
                store.append(Labels(name: "valve_pressure_bar", labels), at: second * 1000, bar)
            }
            alerts = state.evaluate(group, engine: engine, at: second * 1000).alerts
        }
        return alerts.filter { $0.state == .firing }
    }

    @Test("They load here and in promtool")
    func load() throws {
        let file = try RuleFile.load(
            text: String(contentsOfFile: Self.path, encoding: .utf8), name: "plant.rules.yml")
        #expect(file.groups.flatMap(\.rules).map(\.name) == ["FlowImbalance", "PressureSurge"])
        let result = try Tool.run("promtool", ["check", "rules", Self.path])
        #expect(result.status == 0, "\(result.output)")
    }

    @Test("An imbalance fires for its segment with what is lost; what a meter's error makes does not")
    func imbalance() throws {
        let alerts = try Self.firing(146, 60)
        #expect(alerts.map(\.name) == ["FlowImbalance"])
        #expect(alerts.first?.labels.pairs.first { $0.name == "seg" }?.value == "7")
        #expect(alerts.first?.annotations["reading"] == "86 > 12 L/s")
        #expect(try Self.firing(80, 74).isEmpty)
    }

    @Test("Where a meter is silent nothing is known, and nothing fires", arguments: [true, false])
    func silent(inlet: Bool) throws {
        #expect(try Self.firing(inlet ? nil : 146, inlet ? 60 : nil).isEmpty)
    }

    @Test("A surge fires")
    func surge() throws {
        #expect(try Self.firing(75, 75, bar: 15.8).map(\.name) == ["PressureSurge", "PressureSurge"])
    }
}
