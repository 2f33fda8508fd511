import OpsCore
import OpsTestSupport
import Testing

@testable import OpsServer

@Suite struct EventBusTests {
    static func bus() -> EventBus {
        let now = WallTime(milliseconds: 1_790_000_000_000)
        let server = ServerInfo(site: "main", host: "test", version: "0", pid: 1, startedAt: now)
        return EventBus(
            picture: OpsSnapshot(
                sequence: 0, at: now, server: server, metrics: MetricsStatus(current: MetricsPoint(at: now))))
    }

    static func change(_ random: inout SplitMix64) -> OpsChange {
        let now = WallTime(milliseconds: 1_790_000_000_000 + Int64.random(in: 0..<100_000, using: &random))
        let id = "x\(Int.random(in: 0..<40, using: &random))"
        switch Int.random(in: 0..<7, using: &random) {
        case 0: return .metrics(MetricsPoint(at: now))
        case 1: return .link(LinkStatus(name: .mqtt, state: Bool.random(using: &random) ? .ok : .down))
        case 2: return .tenants([TenantStatus(name: id, state: .active, keyCount: 1)])
        case 3: return .valve(ValveStatus(id: id, name: id))
        case 4:
            var command = CommandStatus(
                id: id, valveId: "v", action: .close, position: 0, actor: "a", reason: nil, epoch: 1, issuedAt: now,
                notAfter: now)
            command.state = [.requested, .moving, .confirmed].randomElement(using: &random) ?? .unknown
            return .command(command)
        case 5:
            return .alert(
                AlertStatus(
                    id: id, name: id, source: .rule, severity: .info,
                    state: Bool.random(using: &random) ? .active : .resolved,
                    summary: "", labels: [:], since: now))
        default:
            var incident = IncidentStatus(
                id: Int64.random(in: 1..<50, using: &random), title: "t", severity: .sev3, openedAt: now)
            incident.status = Bool.random(using: &random) ? .open : .resolved
            return .incident(incident)
        }
    }

    @Test(arguments: 0..<20) func snapshotAndChangesMakeThePicture(seed: Int) async throws {
        var random = SplitMix64(seed: UInt64(seed))
        let bus = Self.bus()
        for _ in 0..<Int.random(in: 0..<200, using: &random) { await bus.publish(Self.change(&random)) }
        let stream = await bus.stream(after: nil)
        var mine = try #require(stream.snapshot)
        let count = Int.random(in: 1..<500, using: &random)
        for _ in 0..<count { await bus.publish(Self.change(&random)) }
        await bus.close()
        for await change in stream.changes { mine.apply(change.change, sequence: change.sequence, at: change.at) }
        var theirs = await bus.snapshot()
        theirs.at = mine.at
        #expect(mine == theirs)
    }

    @Test func aStreamResumesWithoutAGapWhereItCan() async throws {
        var random = SplitMix64(seed: 1)
        let bus = Self.bus()
        for _ in 0..<100 { await bus.publish(Self.change(&random)) }
        let resumed = await bus.stream(after: 60)
        #expect(resumed.snapshot == nil)
        await bus.close()
        var numbers: [UInt64] = []
        for await change in resumed.changes { numbers.append(change.sequence) }
        #expect(numbers == Array(61...100))
    }

    @Test(arguments: [UInt64(0), 101, 5_000]) func otherwiseItBeginsWithASnapshot(after: UInt64) async throws {
        var random = SplitMix64(seed: 1)
        let bus = Self.bus()
        // Number 0 is long forgotten; 101 and 5000 are not this server's.
        for _ in 0..<(after == 0 ? 5_000 : 100) { await bus.publish(Self.change(&random)) }
        let stream = await bus.stream(after: after)
        #expect(stream.snapshot != nil)
    }

    @Test func whatIsTooFarBehindToBeBufferedGetsASnapshot() async throws {
        let bus = Self.bus()
        var random = SplitMix64(seed: 1)
        for _ in 0..<2_000 { await bus.publish(Self.change(&random)) }
        // Still remembered, but more than a stream may be behind: never with a hole in it.
        let stream = await bus.stream(after: 100)
        #expect(stream.snapshot?.sequence == 2_000)
    }

    @Test func aSlowStreamIsCutOff() async throws {
        var random = SplitMix64(seed: 1)
        let bus = Self.bus()
        let slow = await bus.stream(after: nil)
        for _ in 0..<(EventBus.subscriberLimit + 10) { await bus.publish(Self.change(&random)) }
        #expect(await bus.subscriberCount == 0)
        var numbers: [UInt64] = []
        for await change in slow.changes { numbers.append(change.sequence) }
        #expect(numbers == Array(1...UInt64(EventBus.subscriberLimit)))
    }

    @Test func aStreamThatGoesIsForgotten() async throws {
        let bus = Self.bus()
        let reader = Task {
            for await _ in await bus.stream(after: nil).changes {}
        }
        try await eventually { await bus.subscriberCount == 1 }
        reader.cancel()
        try await eventually { await bus.subscriberCount == 0 }
    }
}
