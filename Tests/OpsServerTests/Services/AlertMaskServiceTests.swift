import Foundation
import OpsCore
import OpsStorage
import OpsTestSupport
import Testing

@testable import OpsServer

/// Alerts that are put aside, on a real database: durable, audited, counted, and back when their time is over.
@Suite struct AlertMaskServiceTests {
    private static let caller = AlertServiceTests.caller
    private static let valve = ValveStatus(id: "v-1", name: "one")

    private static func actions(_ ground: TestLedger) async throws -> [String] {
        try await ground.database.read { try AuditRepository().newest(limit: 20, $0) }.map(\.action)
    }

    @Test func aShelfOutlivesARestartAndEndsByItself() async throws {
        try await TestLedger.with { ground in
            let (first, _) = AlertServiceTests.service(ground)
            try await first.observe(.stuck, on: Self.valve, holds: true)
            let wish = AlertShelving(durationSeconds: 600, reason: "known")
            let shelved = try await first.mask("STUCK-v-1", .shelve(wish), by: Self.caller, requestID: "r")
            #expect(shelved.state == .shelved && shelved.standing == .active)
            #expect(shelved.masks?.first?.by == "op1" && shelved.masks?.first?.reason == "known")
            let (second, bus) = AlertServiceTests.service(ground)
            let restored = try await second.restore()
            #expect(restored.alerts == [shelved])
            #expect(await second.load.shelved == 1)
            await second.passTime()
            #expect(await second.alerts["STUCK-v-1"]?.state == .shelved, "its time is not over")
            ground.clock.advance(by: .seconds(601))
            await second.passTime()
            #expect(await second.alerts["STUCK-v-1"]?.state == .active)
            #expect(await bus.snapshot().alerts.map(\.state) == [.active])
            #expect(await bus.snapshot().alarms.shelved == 0)
            #expect(try await AlertServiceTests.stored(ground).alerts.map(\.state) == [.active])
            #expect(try await Self.actions(ground) == ["alert.unshelve", "alert.shelve"])
        }
    }

    @Test func whatIsPutAsideOpensNoIncidentAndEndsOne() async throws {
        try await TestLedger.with { ground in
            let (service, bus) = AlertServiceTests.service(ground)
            try await service.observe(.stuck, on: Self.valve, holds: true)
            let wish = AlertShelving(reason: "known")
            _ = try await service.mask("STUCK-v-1", .shelve(wish), by: Self.caller, requestID: "r")
            #expect(await bus.snapshot().incidents.map(\.status) == [.open], "it was open already")
            let line = await bus.snapshot().incidents.first?.timeline.last
            #expect(line?.text == "STUCK shelved: known" && line?.actor == "op1")
            try await service.observe(.stuck, on: Self.valve, holds: false)
            #expect(await bus.snapshot().incidents.map(\.status) == [.resolved])
            #expect(await service.alerts["STUCK-v-1"]?.state == .shelved)
            ground.clock.advance(by: .seconds(300))
            try await service.observe(.stuck, on: Self.valve, holds: true)
            #expect(await bus.snapshot().incidents.map(\.status) == [.resolved])
            _ = try await service.mask("STUCK-v-1", .unshelve, by: Self.caller, requestID: "r")
            #expect(await bus.snapshot().incidents.last?.status == .open)
        }
    }

    @Test func anAlertThatHasEndedCanBePutAsideAndIsSilentWhenItComesBack() async throws {
        try await TestLedger.with { ground in
            let (service, bus) = AlertServiceTests.service(ground)
            await service.observe(rules: [AlertServiceTests.rule("A")])
            await service.observe(rules: [])
            #expect(await service.alerts.isEmpty)
            let wish = AlertWithdrawal(reason: "the sensor is being changed")
            let out = try await service.mask("A", .withdraw(wish), by: Self.caller, requestID: "r")
            #expect(out.state == .outOfService && out.standing == .resolved)
            await service.observe(rules: [AlertServiceTests.rule("A")])
            #expect(await service.alerts["A"]?.state == .outOfService)
            #expect(await service.alerts["A"]?.standing == .active)
            #expect(await bus.snapshot().incidents.filter { $0.status != .resolved }.isEmpty)
            await service.observe(rules: [])
            let back = try await service.mask("A", .returnToService, by: Self.caller, requestID: "r")
            #expect(back.state == .resolved && back.masks == nil)
            #expect(await service.alerts.isEmpty, "nothing of it is left to remember")
            #expect(await service.lives.isEmpty)
        }
    }

    @Test func peopleCannotPutAsideWhatCannotBeStored() async throws {
        try await TestLedger.with { ground in
            let (service, _) = AlertServiceTests.service(ground)
            try await service.observe(.stuck, on: Self.valve, holds: true)
            ground.database.fail(true)
            await #expect(throws: (any Error).self) {
                try await service.mask("STUCK-v-1", .shelve(AlertShelving()), by: Self.caller, requestID: "r")
            }
            #expect(await service.alerts["STUCK-v-1"]?.state == .active)
            ground.database.fail(false)
            await #expect {
                try await service.mask("nothing", .shelve(AlertShelving()), by: Self.caller, requestID: "r")
            } throws: { ($0 as? Refusal)?.code == .resourceNotFound }
        }
    }

    @Test func aSensorFaultSuppressesWhatIsJudgedByThePosition() async throws {
        try await TestLedger.with { ground in
            let (service, _) = AlertServiceTests.service(ground)
            try await service.observe(.stalled, on: Self.valve, holds: true)
            try await service.observe(.sensorFault, on: Self.valve, holds: true)
            #expect(await service.alerts["STALLED-v-1"]?.state == .suppressed)
            #expect(await service.alerts["SENSOR_FAULT-v-1"]?.state == .active)
            try await service.observe(.stuck, on: Self.valve, holds: true)
            #expect(await service.alerts["STUCK-v-1"]?.state == .suppressed, "never announced")
            #expect(await service.alerts["STUCK-v-1"]?.announcedAt == nil)
            try await service.observe(.uncommanded, on: Self.valve, holds: true)
            #expect(await service.alerts["UNCOMMANDED-v-1"]?.state == .active)
            try await service.observe(.stuck, on: ValveStatus(id: "v-2", name: "two"), holds: true)
            #expect(await service.alerts["STUCK-v-2"]?.state == .active, "another valve's")
            #expect(await service.load.suppressed == 2)
            try await service.observe(.sensorFault, on: Self.valve, holds: false)
            #expect(await service.alerts["STALLED-v-1"]?.state == .active)
            #expect(await service.load.suppressed == 0)
        }
    }

    @Test func aRuleSuppressesByDesignAndIsAnnouncedAfterwards() async throws {
        try await TestLedger.with { ground in
            let (service, bus) = AlertServiceTests.service(ground)
            var observation = AlertServiceTests.rule("LowFlow")
            observation.suppressedBy = "pump_running == 0"
            await service.observe(rules: [observation])
            #expect(await service.alerts["LowFlow"]?.state == .suppressed)
            #expect(await service.alerts["LowFlow"]?.masks?.first?.reason == "pump_running == 0")
            #expect(await bus.snapshot().incidents.isEmpty)
            #expect(await service.load.inTenMinutes == 0)
            observation.suppressedBy = nil
            await service.observe(rules: [observation])
            #expect(await service.alerts["LowFlow"]?.state == .active)
            #expect(await service.load.inTenMinutes == 1)
            observation.suppressedBy = "pump_running == 0"
            await service.observe(rules: [observation])
            await service.observe(rules: [])
            #expect(await service.alerts.isEmpty, "its end is its end")
            #expect(await service.lives.isEmpty)
        }
    }

    @Test func aLatchWaitsForAcknowledgementAndReset() async throws {
        try await TestLedger.with { ground in
            let (service, _) = AlertServiceTests.service(ground)
            var observation = AlertServiceTests.rule("Overpressure")
            observation.alert.latch = true
            await service.observe(rules: [observation])
            await service.observe(rules: [])
            #expect(await service.alerts["Overpressure"]?.state == .cleared)
            let (second, _) = AlertServiceTests.service(ground)
            _ = try await second.restore()
            await second.observe(rules: [])
            let acknowledged = try await second.acknowledge("Overpressure", by: Self.caller, requestID: "r")
            #expect(acknowledged.state == .latched)
            #expect(try await second.resolve("Overpressure", by: Self.caller, requestID: "r").state == .resolved)
            #expect(await second.alerts.isEmpty)
        }
    }

    @Test func elevenAlarmsAreAFloodWithItsFirstOut() async throws {
        try await TestLedger.with { ground in
            let (service, bus) = AlertServiceTests.service(ground)
            for index in 0..<11 {
                var valve = ValveStatus(id: "v-\(index)", name: "v")
                valve.segment = index < 4 ? "6" : "7"
                try await service.observe(.stuck, on: valve, holds: true)
                ground.clock.advance(by: .seconds(1))
            }
            let load = await bus.snapshot().alarms
            #expect(load.inTenMinutes == 11 && load.flood?.firstOut.id == "STUCK-v-0")
            #expect(load.flood?.groups.map(\.name) == ["segment 6", "segment 7"])
            #expect(load.flood?.groups.map(\.count) == [4, 7])
            let firstOuts = await bus.snapshot().alerts.filter { $0.firstOut ?? false }.map(\.id)
            #expect(Set(firstOuts) == ["STUCK-v-0", "STUCK-v-4"])
            // What was announced is known after a restart.
            let (second, _) = AlertServiceTests.service(ground)
            _ = try await second.restore()
            #expect(await second.load.flood == load.flood)
            ground.clock.advance(by: .seconds(600))
            await second.passTime()
            #expect(await second.load.flood == nil)
            #expect(await second.load.inTenMinutes == 0)
        }
    }

    @Test func noRuleTakesThePlacesOfFindings() async throws {
        try await TestLedger.with { ground in
            let (service, _) = AlertServiceTests.service(ground)
            var pending = (0..<(AlertService.limit + 50)).map { AlertServiceTests.rule("rule-\($0)") }
            for index in pending.indices { pending[index].condition = .pending }
            await service.observe(rules: pending)
            #expect(await service.lives.count == AlertService.limit - AlertService.reserve)
            try await service.observe(.stuck, on: Self.valve, holds: true)
            #expect(await service.alerts["STUCK-v-1"]?.state == .active)
        }
    }

    @Test func alertmanagersAlertsComeAndGo() async throws {
        try await TestLedger.with { ground in
            let (service, _) = AlertServiceTests.service(ground)
            let json = #"""
                {"version":"4","groupKey":"{}:{}","status":"firing","receiver":"opstui","truncatedAlerts":0,
                 "groupLabels":{},"commonLabels":{},"commonAnnotations":{},"externalURL":"http://am",
                 "alerts":[{"status":"firing","labels":{"alertname":"DiskFull","severity":"critical","node_id":"n1"},
                            "annotations":{"summary":"disk at 97 %"},"startsAt":"2026-01-01T00:00:00Z",
                            "endsAt":"0001-01-01T00:00:00Z","generatorURL":"","fingerprint":"c0ffee"}]}
                """#
            let tree = try JSONReader.read(Array(json.utf8))
            #expect(APISchemas.shared.check.fault(of: tree, against: .named("AlertmanagerNotice")) == nil)
            var notice = try OpsJSON.decoder().decode(AlertmanagerNotice.self, from: Data(json.utf8))
            #expect(try await service.take(notice, by: Self.caller, requestID: "r").taken == 1)
            let alert = try #require(await service.alerts["external-c0ffee"])
            #expect(alert.state == .active && alert.source == .external && alert.severity == .critical)
            #expect(alert.name == "DiskFull" && alert.summary == "disk at 97 %" && alert.labels == ["node_id": "n1"])
            _ = try await service.take(notice, by: Self.caller, requestID: "r")
            #expect(await service.load.inTenMinutes == 1, "told again, it is the same")
            notice.alerts[0].status = .resolved
            _ = try await service.take(notice, by: Self.caller, requestID: "r")
            #expect(await service.alerts.isEmpty)
            let audit = try await ground.database.read { try AuditRepository().newest(limit: 9, $0) }
            #expect(
                audit.map(\.outcome) == ["resolved", "firing"] && audit.allSatisfy { $0.action == "alert.webhook" })
            notice.alerts = Array(repeating: notice.alerts[0], count: AlertmanagerNotice.limit + 1)
            await #expect(throws: Refusal.self) { try await service.take(notice, by: Self.caller, requestID: "r") }
        }
    }

    @Test func aValvesPaceOutlivesARestart() async throws {
        try await TestLedger.with { ground in
            let keeper = BaselineKeeper(ledger: ground.ledger, logger: TestLedger.logger)
            let running = Task { await keeper.run() }
            var baseline = TravelBaseline(configuredSeconds: 10)
            for seconds in [8.0, 9, 10] {
                baseline.learn(seconds, .closing)
                keeper.offer("v-1", baseline)
            }
            let learned = baseline
            try await eventually("it is stored") { try await keeper.load() == ["v-1": learned] }
            running.cancel()
            await running.value
        }
    }
}
