import OpsCore
import OpsStorage
import OpsTestSupport
import Testing

@testable import OpsServer

@Suite struct AlertServiceTests {
    static let caller = Caller(identity: .local(user: "op1"), role: .operator)

    static func rule(_ id: String, service: String = "gateway") -> AlertObservation {
        AlertObservation(
            alert: AlertStatus(
                id: id, name: id, source: .rule, severity: .critical, state: .pending, summary: id,
                labels: ["service": service], since: WallTime(milliseconds: 0)), condition: .holds)
    }

    static func service(_ ground: TestLedger) -> (AlertService, EventBus) {
        let bus = ground.bus()
        return (AlertService(ledger: ground.ledger, bus: bus, clock: ground.clock, logger: TestLedger.logger), bus)
    }

    static func stored(_ ground: TestLedger) async throws -> (alerts: [AlertStatus], incidents: [IncidentStatus]) {
        try await ground.database.read {
            (try AlertRepository().list($0), try IncidentRepository().list($0))
        }
    }

    @Test func aRuleThatFiresOpensAnIncidentAndEndsIt() async throws {
        try await TestLedger.with { ground in
            let (service, bus) = Self.service(ground)
            _ = try await service.restore()
            await service.observe(rules: [Self.rule("HighErrorRate")])
            var picture = await bus.snapshot()
            #expect(picture.alerts.map(\.state) == [.active])
            #expect(picture.incidents.map(\.status) == [.open])
            #expect(picture.alerts.first?.incidentId == picture.incidents.first?.id)
            #expect(try await Self.stored(ground).alerts == picture.alerts)
            #expect(try await Self.stored(ground).incidents == picture.incidents)
            await service.observe(rules: [])
            picture = await bus.snapshot()
            #expect(picture.alerts.map(\.state) == [.resolved])
            #expect(picture.incidents.map(\.status) == [.resolved])
            #expect(try await Self.stored(ground).incidents == picture.incidents)
        }
    }

    @Test func aFailingDatabaseLeavesMemoryAsStorageIsAndIsTriedAgain() async throws {
        try await TestLedger.with { ground in
            let (service, bus) = Self.service(ground)
            _ = try await service.restore()
            ground.database.fail(true)
            await service.observe(rules: [Self.rule("HighErrorRate")])
            #expect(await bus.snapshot().alerts.isEmpty)
            #expect(await bus.snapshot().incidents.isEmpty)
            #expect(await service.alerts.isEmpty)
            ground.database.fail(false)
            await service.observe(rules: [Self.rule("HighErrorRate")])
            #expect(await bus.snapshot().alerts.map(\.state) == [.active])
            // Clearing fails in the same way, and comes in the same way.
            ground.database.fail(true)
            await service.observe(rules: [])
            #expect(await service.alerts["HighErrorRate"]?.state == .active)
            #expect(try await Self.stored(ground).alerts.map(\.state) == [.active])
            ground.database.fail(false)
            await service.observe(rules: [])
            #expect(try await Self.stored(ground).alerts.map(\.state) == [.resolved])
            #expect(await bus.snapshot().incidents == (try await Self.stored(ground).incidents))
        }
    }

    @Test func peopleCannotChangeWhatCannotBeStored() async throws {
        try await TestLedger.with { ground in
            let (service, _) = Self.service(ground)
            await service.observe(rules: [Self.rule("HighErrorRate")])
            ground.database.fail(true)
            await #expect(throws: (any Error).self) {
                try await service.acknowledge("HighErrorRate", by: Self.caller, requestID: "r")
            }
            #expect(await service.alerts["HighErrorRate"]?.acknowledgedBy == nil)
            ground.database.fail(false)
            // The gate was left: the next wish is heard.
            let alert = try await service.acknowledge("HighErrorRate", by: Self.caller, requestID: "r")
            #expect(alert.state == .acknowledged)
            #expect(alert.acknowledgedBy == "op1")
            let audit = try await ground.database.read { try AuditRepository().newest(limit: 10, $0) }
            #expect(audit.map(\.action) == ["alert.acknowledge"])
        }
    }

    @Test func anAlertIsResolvedOnlyOnceItHasCleared() async throws {
        try await TestLedger.with { ground in
            let (service, _) = Self.service(ground)
            var valve = ValveStatus(id: "v-1", name: "one")
            valve.segment = "7"
            try await service.observe(.stuck, on: valve, holds: true)
            await #expect { try await service.resolve("STUCK-v-1", by: Self.caller, requestID: "r") } throws: {
                ($0 as? Refusal)?.code == .conditionActive
            }
            try await service.observe(.stuck, on: valve, holds: false)
            #expect(await service.alerts["STUCK-v-1"]?.state == .cleared)
            await #expect { try await service.resolve("STUCK-v-1", by: Self.caller, requestID: "r") } throws: {
                ($0 as? Refusal)?.code == .stateChanged
            }
            _ = try await service.acknowledge("STUCK-v-1", by: Self.caller, requestID: "r")
            #expect(try await service.resolve("STUCK-v-1", by: Self.caller, requestID: "r").state == .resolved)
            await #expect { try await service.resolve("nothing", by: Self.caller, requestID: "r") } throws: {
                ($0 as? Refusal)?.code == .resourceNotFound
            }
        }
    }

    @Test func aFindingIsKeptUntilItIsStored() async throws {
        try await TestLedger.with { ground in
            let (service, _) = Self.service(ground)
            ground.database.fail(true)
            let running = Task { await service.run() }
            let valve = ValveStatus(id: "v-1", name: "one")
            service.offer(.passing, on: valve, holds: true)
            service.offer(.passing, on: valve, holds: false)
            service.offer(.stuck, on: valve, holds: true)
            #expect(await service.alerts.isEmpty)
            ground.database.fail(false)
            try await eventually("both findings are stored") {
                let states = try await Self.stored(ground).alerts.reduce(into: [:]) { $0[$1.id] = $1.state }
                return states == ["PASSING-v-1": .cleared, "STUCK-v-1": .active]
            }
            running.cancel()
            await running.value
        }
    }

    @Test func aRestartKeepsStateAndNumbers() async throws {
        try await TestLedger.with { ground in
            let (first, _) = Self.service(ground)
            await first.observe(rules: [Self.rule("A", service: "a"), Self.rule("B", service: "b")])
            _ = try await first.acknowledge("A", by: Self.caller, requestID: "r")
            let (second, bus) = Self.service(ground)
            let restored = try await second.restore()
            #expect(Set(restored.alerts.map(\.id)) == ["A", "B"])
            #expect(restored.alerts.first { $0.id == "A" }?.acknowledgedBy == "op1")
            // Nothing changed, so nothing is told; then one clears that the first server never saw clear.
            await second.observe(rules: [Self.rule("A", service: "a")])
            #expect(await bus.snapshot().incidents.map(\.status) == [.resolved])
            // Deleted incidents leave their numbers behind.
            let newest = try #require(try await Self.stored(ground).incidents.map(\.id).max())
            let later = ground.clock.wall.advanced(seconds: 3600)
            _ = try await ground.database.write { try IncidentRepository().prune(resolvedBefore: later, $0) }
            let (third, _) = Self.service(ground)
            _ = try await third.restore()
            await third.observe(rules: [Self.rule("A", service: "a"), Self.rule("C", service: "c")])
            #expect(try await Self.stored(ground).incidents.map(\.id).max() == newest + 1)
        }
    }

    @Test func twoServersOnOneDatabaseNeverShareANumber() async throws {
        try await TestLedger.with { ground in
            let (first, _) = Self.service(ground)
            let (second, _) = Self.service(ground)
            _ = try await first.restore()
            _ = try await second.restore()
            for turn in 0..<5 {
                try await first.observe(.stuck, on: ValveStatus(id: "a-\(turn)", name: "a"), holds: true)
                try await second.observe(.passing, on: ValveStatus(id: "b-\(turn)", name: "b"), holds: true)
            }
            let incidents = try await Self.stored(ground).incidents
            let names = incidents.flatMap(\.alertIds)
            // STUCK joins STUCK and PASSING joins PASSING: one incident each, neither written over.
            #expect(incidents.count == 2)
            #expect(names.count == 10)
        }
    }

    @Test func aPendingConditionThatGoesAwayIsForgotten() async throws {
        try await TestLedger.with { ground in
            let (service, _) = Self.service(ground)
            var pending = Self.rule("Slow")
            pending.condition = .pending
            await service.observe(rules: [pending])
            #expect(await service.lives.count == 1)
            await service.observe(rules: [])
            #expect(await service.lives.isEmpty)
        }
    }
}
