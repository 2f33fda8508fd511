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
}
