import OpsCore
import OpsMetrics
import Testing

@testable import OpsServer

@Suite struct RuleObservationTests {
    /// The commonest pattern of public rule files: one name, a warning and, beyond it, a critical alert.
    @Test func twoSeveritiesOfOneNameAreTwoAlerts() throws {
        let file = try RuleFile.load(
            text: """
                groups:
                  - name: disk
                    rules:
                      - {alert: DiskFull, expr: vector(1), labels: {severity: warning, disk: a}}
                      - {alert: DiskFull, expr: vector(2), labels: {severity: critical, disk: a}}
                """, name: "disk.yml")
        let group = try #require(file.groups.first)
        var state = RuleGroupState()
        _ = state.evaluate(group, engine: QueryEngine(store: SeriesStore()), at: 1_000)
        let made = state.alerts.compactMap { RuleObservation.make($0, expression: nil, hasNamesake: true) }
        #expect(Set(made.map(\.alert.id)).count == 2)
        #expect(Set(made.map(\.alert.severity)) == [.warning, .critical])
        // Alone of its name, an alert keeps its id when its severity is changed.
        let alone = state.alerts.compactMap { RuleObservation.make($0, expression: nil) }
        #expect(Set(alone.map(\.alert.id)).count == 1)
    }
    /// What the screen cuts still tells two alerts apart.
    @Test func labelsThatDifferFarBehindAreTwoAlerts() throws {
        let long = String(repeating: "x", count: 300)
        let store = SeriesStore()
        for end in ["a", "b"] { store.append(Labels(name: "up", [("path", long + end)]), at: 1_000, 0) }
        let file = try RuleFile.load(
            text: "groups: [{name: g, rules: [{alert: Down, expr: up == 0}]}]", name: "up.yml")
        var state = RuleGroupState()
        _ = state.evaluate(try #require(file.groups.first), engine: QueryEngine(store: store), at: 1_000)
        let made = state.alerts.compactMap { RuleObservation.make($0, expression: nil)?.alert }
        #expect(Set(made.map(\.id)).count == 2)
        #expect(made.allSatisfy { $0.id.count == "Down-".count + 12 && $0.labels["path"]?.count ?? 0 <= 200 })
    }
}
