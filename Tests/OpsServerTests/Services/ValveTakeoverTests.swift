import OpsCore
import OpsStorage
import OpsTestSupport
import Testing

@testable import OpsServer

/// Commands that another server has passed, ended or follows, as the common database tells it; and a `stop` that waits for
/// nobody.
@Suite(.serialized) struct ValveTakeoverTests {
    private static let second = Caller(identity: .local(user: "op2"), role: .operator)

    private static func refusal(_ work: () async throws -> CommandStatus) async -> Refusal? {
        do {
            _ = try await work()
            return nil
        } catch {
            return error as? Refusal
        }
    }

    /// A `stop` that another server stored, and that has ended with its lease.
    private static func storeOthersStop(_ id: String, _ site: TestSite) async throws {
        let now = SystemClock().wall
        try await site.core.ledger.database.write { connection in
            let epoch = try CounterRepository().next(CounterRepository.commandEpoch, connection)
            var stop = CommandStatus(
                id: id, valveId: "v-3", action: .stop, position: nil, actor: "op9", reason: nil, epoch: epoch,
                issuedAt: now, notAfter: now.advanced(seconds: 5))
            stop.state = .confirmed
            try CommandRepository().save(stop, connection)
            _ = try connection.execute("DELETE FROM valve_leases")
        }
    }

    @Test func whatAnotherServersCommandPassedIsNotConfirmed() async throws {
        try await TestSite.with { site in
            let held = try await site.actuate(.close, valve: "v-3")
            try await Self.storeOthersStop("other", site)
            #expect(await Self.refusal { try await site.confirm(held.id, by: Self.second) }?.code == .stateChanged)
            #expect(try await site.command(held.id).state == .superseded)
            #expect(try await site.core.valve(id: "v-3").status.hold == nil)
            #expect(site.witness.sightings.isEmpty)
        }
    }

    @Test func whatAnotherServersCommandPassedIsNotHeldOn() async throws {
        try await TestSite.with { site in
            let held = try await site.actuate(.close, valve: "v-3")
            try await Self.storeOthersStop("other", site)
            try await site.core.valveService.prolongAll()
            let end = try await site.command(held.id)
            #expect(end.state == .superseded && end.detail?.contains("other") == true)
            #expect(try await site.core.valve(id: "v-3").status.hold == nil)
        }
    }

    @Test func whatAnotherServerHasEndedIsNotConfirmed() async throws {
        try await TestSite.with { site in
            let held = try await site.actuate(.close, valve: "v-3")
            var failed = held
            failed.state = .failed
            let ended = failed
            _ = try await site.core.ledger.database.write { try CommandRepository().save(ended, $0) }
            #expect(await Self.refusal { try await site.confirm(held.id, by: Self.second) }?.code == .stateChanged)
            #expect(try await site.command(held.id).state == .failed)
            #expect(await Self.refusal { try await site.confirm(held.id, by: Self.second) }?.code == .notSelected)
            #expect(try await site.core.valve(id: "v-3").status.hold == nil)
            #expect(site.witness.sightings.isEmpty)
            let rows = try await site.core.audit(limit: 50).map { "\($0.action) \($0.outcome)" }
            #expect(rows.contains("valve.confirm STATE_CHANGED") && rows.contains("valve.confirm NOT_SELECTED"))
        }
    }

    /// A command below the epoch of the valve's lease may be followed by the server that began it.
    @Test func aCommandBelowTheLeaseIsNotTakenUp() async throws {
        try await TestSite.with { site in
            let service = try site.core.valveService
            let now = SystemClock().wall
            let own = await service.identity
            try await site.core.ledger.database.write { connection in
                var close = CommandStatus(
                    id: "theirs", valveId: "v-1", action: .close, position: 0, actor: "op9", reason: nil, epoch: 5,
                    issuedAt: now, notAfter: now.advanced(seconds: 5))
                close.state = .moving
                try CommandRepository().save(close, connection)
                let lease = ValveLease(
                    valveID: "v-1", server: own.id, serverName: own.name, commandID: "ours", epoch: 6, expiresAt: now)
                _ = try ValveLeaseRepository(.sqlite).claim(lease, seconds: 60, connection)
            }
            try await service.restore()
            #expect(await service.runs(on: "v-1").isEmpty)
            let lease = try await site.core.ledger.database.read {
                try ValveLeaseRepository(.sqlite).find(valve: "v-1", $0)
            }
            #expect(lease?.epoch == 6 && lease?.commandID == "ours")
            #expect(try await site.command("theirs").state == .moving)
            // Without a lease it is left for once, and then taken up.
            _ = try await site.core.ledger.database.write { try $0.execute("DELETE FROM valve_leases") }
            try await service.restore(looksTwice: true)
            #expect(await service.runs(on: "v-1").isEmpty)
            try await service.restore(looksTwice: true)
            #expect(await service.runs(on: "v-1").map(\.commandID) == ["theirs"])
        }
    }

    /// The database hangs while the former command is being stored.
    @Test func aStopGoesOutWhileTheFormerCommandWaitsForStorage() async throws {
        try await TestSite.with { site in
            let service = try site.core.valveService
            let (gate, opening) = AsyncStream.makeStream(of: Void.self)
            let command = CommandStatus(
                id: "stuck", valveId: "v-1", action: .close, position: 0, actor: "op1", reason: nil, epoch: 0,
                issuedAt: SystemClock().wall, notAfter: SystemClock().wall.advanced(seconds: 5))
            let basis = try #require(await service.book.models["v-1"]?.latest)
            let machine = OpsCore.Actuation(command: command, valve: TestSite.valve, basis: basis)
            let hooks = CommandRun.Hooks(
                save: { _ in
                    for await _ in gate {}
                    return true
                },
                publish: { _, _ in nil }, recheck: { nil }, finished: { _ in })
            let run = CommandRun(machine, hooks: hooks, clock: SystemClock())
            await service.watch(run, on: "v-1")
            await run.post(.start)
            let stop = Task { try await site.actuate(.stop, key: "stop") }
            let sent: Result<Void, any Error>
            do {
                try await eventually(within: .seconds(60), "the stop is on the wire") {
                    site.witness.phases(of: "stop") == [.operate]
                }
                sent = .success(())
            } catch {
                sent = .failure(error)
            }
            opening.finish()
            try sent.get()
            _ = try await stop.value
            try await eventually(within: .seconds(60), "the former one is superseded") {
                await run.status.state == .superseded
            }
            #expect(try await site.wait(for: "stop", "ended") { $0.isFinal }.state == .confirmed)
        }
    }
}

extension ValveService {
    fileprivate func watch(_ run: CommandRun, on valve: String) { runs[valve] = run }
}
