import Logging
import OpsChildren
import OpsCore
import OpsPlant
import OpsStorage
import OpsTestSupport
import Testing

@testable import OpsServer

/// Several servers of one site, each with its own connection to the broker.
@Suite(.serialized) struct ValveLeaseTests {
    /// Another server of the site, ended with the body. `shared`: on the first one's database.
    private static func withAnother(
        _ site: TestSite, shared: Bool, _ body: (OperationsCore) async throws -> Void
    ) async throws {
        let directory = try OpsChildren.PrivateDirectory()
        defer { directory.remove() }
        var configuration = TestSite.configuration(broker: site.broker.port, directory)
        if shared { configuration.databaseURL = try site.core.configuration.databaseURL }
        let server = try await ServerRuntime.start(
            configuration, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let result: Result<Void, any Error>
        do {
            try await eventually(within: .seconds(60), "the other server is ready") {
                let models = await server.core.valveService.book.models
                return ["v-1", "v-2", "v-3"].allSatisfy { models[$0]?.isFresh(at: SystemClock().monotonic) == true }
            }
            result = .success(try await body(server.core))
        } catch {
            result = .failure(error)
        }
        await server.stop()
        try result.get()
    }

    private static func ask(
        _ core: OperationsCore, _ action: ValveAction, _ id: String, valve: String = "v-1"
    ) async throws -> CommandStatus {
        try await core.actuate(
            valve: valve, ActuationRequest(action: action), idempotencyKey: id, by: TestSite.caller, requestID: "r")
    }

    private static func refusal(_ work: () async throws -> CommandStatus) async -> Refusal? {
        do {
            _ = try await work()
            return nil
        } catch {
            return error as? Refusal
        }
    }

    @Test func oneServerCommandsAValveAndTheOtherSaysWhich() async throws {
        try await TestSite.with(timeScale: 0.25) { site in
            try await Self.withAnother(site, shared: true) { other in
                let close = try await site.actuate(.close)
                try await site.wait(for: close.id, "moving") { $0 == .moving }
                let refused = await Self.refusal { try await Self.ask(other, .open, "other-1") }
                #expect(refused?.code == .noAccessAuthority, "\(refused?.detail ?? "not refused")")
                let name = try await site.core.valveService.identity.name
                #expect(refused?.detail.contains(name) == true && refused?.detail.contains(close.id) == true)
                // Another valve is free, and the epoch is one.
                let else1 = try await Self.ask(other, .close, "other-2", valve: "v-2")
                #expect(else1.epoch > close.epoch)
                // `stop` goes through from anywhere, and the first server learns it from the device.
                let stop = try await Self.ask(other, .stop, "other-3")
                try await eventually(within: .seconds(60), "the stop is confirmed") {
                    try await other.command(id: stop.id).state == .confirmed
                }
                try await eventually(within: .seconds(60), "the close is superseded") {
                    try await site.command(close.id).state == .superseded
                }
                #expect(site.witness.phases(of: "other-1").isEmpty)
                #expect(site.witness.phases(of: close.id) == [.select, .operate])
            }
        }
    }

    /// The lease is taken while the select is on its way: the operate does not leave.
    @Test func aServerThatLostItsLeaseSendsNothing() async throws {
        try await TestSite.with { site in
            let database = try site.core.ledger.database
            let thief = ValveLease(
                valveID: "v-1", server: "thief", serverName: "thief-host (pid 1)", commandID: "t-1", epoch: 1,
                expiresAt: SystemClock().wall)
            await site.plant.inject(.silent, valve: "v-1")
            let close = try await site.actuate(.close)
            _ = try await database.write {
                try ValveLeaseRepository(database.backend).claim(thief, seconds: 60, steals: true, $0)
            }
            #expect(
                try await site.core.valveService.prolongLease(of: "v-1", for: close.id, epoch: close.epoch)?.code
                    == .noAccessAuthority)
            #expect(try await !site.core.valveService.holdsLease("v-1"))
            let end = try await site.wait(for: close.id, "ended") { $0.isFinal }
            #expect(end.state == .superseded && end.detail?.contains("t-1") == true)
            #expect(!site.witness.phases(of: close.id).contains(.operate))
            await site.plant.inject(.none, valve: "v-1")
            try await site.waitUntilReady()
            // Nothing more begins here until the other's time is over; then with a higher epoch.
            let refused = await Self.refusal { try await site.actuate(.close) }
            #expect(refused?.code == .noAccessAuthority && refused?.detail.contains("thief-host") == true)
            _ = try await database.write { connection in
                try connection.execute("UPDATE valve_leases SET expires_at_ms = 0")
            }
            let next = try await site.actuate(.close)
            #expect(next.epoch > close.epoch)
            #expect(try await site.wait(for: next.id, "ended") { $0.isFinal }.state == .confirmed)
            let left = try await database.read { try ValveLeaseRepository(database.backend).find(valve: "v-1", $0) }
            #expect(left == nil, "a lease ends with its command")
        }
    }

    /// What is held here is over where another server stops the valve, as the broker tells.
    @Test func anotherServersStopEndsWhatIsHeld() async throws {
        try await TestSite.with { site in
            let held = try await site.actuate(.close, valve: "v-3")
            try await Self.withAnother(site, shared: false) { other in
                // Above the epoch that the device has seen.
                let stop = try await Self.ask(other, .stop, "other-1", valve: "v-3")
                let end = try await site.wait(for: held.id, "ended") { $0.isFinal }
                #expect(end.state == .superseded && end.detail?.contains(stop.id) == true)
                #expect(try await site.core.valve(id: "v-3").status.hold == nil)
            }
        }
    }

    /// Servers that share the broker alone hear each other's commands, and pass each other's epoch.
    @Test func withoutACommonDatabaseTheBrokerTells() async throws {
        try await TestSite.with(timeScale: 0.25) { site in
            try await Self.withAnother(site, shared: false) { other in
                for number in 1...3 {
                    let stop = try await site.actuate(.stop, key: "first-\(number)")
                    try await site.wait(for: stop.id, "ended") { $0.isFinal }
                }
                let close = try await site.actuate(.close)
                try await site.wait(for: close.id, "moving") { $0 == .moving }
                try await eventually("the other has heard it") {
                    try await other.ledger.database.read {
                        try CounterRepository().current(CounterRepository.commandEpoch, $0)
                    } == close.epoch
                }
                let refused = await Self.refusal { try await Self.ask(other, .open, "other-1") }
                #expect(refused?.code == .commandInExecution && refused?.detail.contains("another server") == true)
                let stop = try await Self.ask(other, .stop, "other-2")
                #expect(stop.epoch == close.epoch + 1)
                try await eventually(within: .seconds(60), "the stop is confirmed") {
                    try await other.command(id: stop.id).state == .confirmed
                }
            }
        }
    }
}
