import Foundation
import NIOHTTP1
import OpsChildren
import OpsCore
import OpsMetrics
import OpsTestSupport
import Testing

@testable import OpsServer

/// Alarms of the pipeline on a whole server core: rules over what valves measure on a real broker, put aside and brought
/// back over HTTP.
@Suite(.serialized) struct AlarmSiteTests {
    private static let rules = """
        groups:
          - name: plant
            interval: 1s
            rules:
              - alert: Measured
                expr: valve_pressure_bar{valve="v-1"} > -1
                labels: {severity: critical, source: plant, latch: "true"}
                annotations:
                  reading: "{{ $value | humanize }} bar"
              - alert: Design
                expr: valve_pressure_bar{valve="v-2"} > -1
                labels: {severity: warning, source: plant}
                annotations:
                  suppressed_when: 'valve_position_percent{valve="{{ $labels.valve }}"} >= 0'
              - alert: Broken
                expr: vector(1)
                labels: {severity: info}
                annotations: {suppressed_when: 'sum by ('}
        """

    private static func ask(
        _ site: TestSite, _ id: String, _ act: String, _ body: String? = nil
    ) async throws -> (status: Int, alert: AlertStatus?) {
        let answer = try await site.ask(.POST, "/v1/alerts/\(id)/\(act)", body: body)
        return (answer.status, try? OpsJSON.decoder().decode(AlertStatus.self, from: Data(answer.body.utf8)))
    }

    @Test func rulesOverMeasuredValuesAreAlarmsOfThePipeline() async throws {
        let directory = try SettingsDirectory()
        let file = try directory.write("rules.yml", Self.rules)
        try await TestSite.with(configure: { $0.ruleFiles = [file] }) { site in
            var found: [String: AlertStatus] = [:]
            try await eventually(within: .seconds(60), "all three are there") {
                let alerts = try await site.core.alerts(source: nil)
                found = Dictionary(alerts.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
                return found["Measured"] != nil && found["Design"] != nil && found["Broken"] != nil
            }
            let measured = try #require(found["Measured"])
            #expect(measured.source == .plant && measured.latch == true && measured.state == .active)
            #expect(measured.group == "segment 6" && measured.reading?.hasSuffix(" bar") == true)
            #expect(measured.labels["source"] == nil && measured.labels["latch"] == nil)
            #expect(found["Design"]?.state == .suppressed && found["Design"]?.announcedAt == nil)
            #expect(found["Broken"]?.state == .active, "what cannot be evaluated suppresses nothing")
            #expect(try await site.core.alerts(source: .plant).count == 2)
            try await Self.act(on: measured.id, site)
        }
    }

    private static func act(on id: String, _ site: TestSite) async throws {
        #expect(try await ask(site, id, "resolve").status == 409)
        let shelved = try await ask(site, id, "shelve", #"{"duration_seconds":600,"reason":"known"}"#)
        #expect(shelved.status == 200 && shelved.alert?.state == .shelved)
        #expect(shelved.alert?.masks?.first?.until != nil)
        #expect(try await ask(site, id, "resolve").status == 409, "a shelf is no way round")
        let load = try await site.ask(.GET, "/v1/alarms").body
        #expect(load.contains(#""shelved":1"#) && load.contains(#""suppressed":1"#))
        #expect(try await ask(site, id, "shelve", #"{"duration_seconds":43201}"#).status == 422)
        #expect(try await ask(site, id, "shelve", #"{"seconds":5}"#).status == 422)
        #expect(try await ask(site, id, "shelve").alert?.state == .shelved, "without a body: the usual time")
        #expect(try await ask(site, id, "unshelve").alert?.state == .active)
        #expect(try await ask(site, id, "out-of-service").status == 422)
        #expect(try await ask(site, id, "out-of-service", #"{"reason":""}"#).status == 422)
        let out = try await ask(site, id, "out-of-service", #"{"reason":"repair"}"#)
        #expect(out.alert?.state == .outOfService && out.alert?.masks?.first?.reason == "repair")
        try await site.restartServer()
        let kept = try await site.core.alerts(source: .plant).first { $0.id == id }
        #expect(kept?.state == .outOfService)
        #expect(try await ask(site, id, "return-to-service").alert?.state == .active)
        #expect(try await ask(site, id, "ack").alert?.state == .acknowledged)
        #expect(try await ask(site, "nothing", "shelve").status == 404)
        let actions = try await site.core.audit(limit: 20).filter { $0.subject == "alert/\(id)" }.map(\.action)
        #expect(
            actions == [
                "alert.acknowledge", "alert.return_to_service", "alert.out_of_service", "alert.unshelve",
                "alert.shelve", "alert.shelve",
            ])
    }

    @Test func theExampleRulesLoadAndAreOfThePlant() throws {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        let file = root.appending(path: "deploy/rules/plant.example.yml")
        let rules = try RuleFile.load(text: try String(contentsOf: file, encoding: .utf8), name: "plant.example.yml")
        let alerts = rules.groups.flatMap(\.rules)
        #expect(alerts.map(\.name) == ["PressureLow", "PressureHigh", "FlowImbalance", "ValveSilent"])
        for alert in alerts { #expect(alert.labels.contains { $0.name == "source" }) }
    }
}
