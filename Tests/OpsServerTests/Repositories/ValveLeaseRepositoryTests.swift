import OpsCore
import OpsStorage
import Testing

@testable import OpsServer

@Suite(.databases) struct ValveLeaseRepositoryTests {
    private static func lease(_ server: String, _ command: String, epoch: Int64 = 1) -> ValveLease {
        ValveLease(
            valveID: "v-1", server: server, serverName: "\(server)-host", commandID: command, epoch: epoch,
            expiresAt: WallTime(milliseconds: 0))
    }

    @Test(arguments: Backend.allCases) func oneServerHasAValveUntilItLapsesOrIsTaken(_ backend: Backend) async throws {
        try await RepositoryScope.withTwo(backend) { first, second in
            let leases = ValveLeaseRepository(backend)
            func claim(
                _ database: any Database, _ lease: ValveLease, seconds: Double = 60, steals: Bool = false
            ) async throws -> ValveLeaseRepository.Claim {
                try await database.write { try leases.claim(lease, seconds: seconds, steals: steals, $0) }
            }
            #expect(try await claim(first, Self.lease("a", "c1")) == .taken)
            #expect(try await claim(first, Self.lease("a", "c2", epoch: 2)) == .taken)
            guard case .held(let holder) = try await claim(second, Self.lease("b", "c3")) else {
                Issue.record("it is another's")
                return
            }
            #expect(holder.server == "a" && holder.serverName == "a-host" && holder.commandID == "c2")
            #expect(holder.epoch == 2)
            #expect(try await claim(second, Self.lease("b", "c4"), steals: true) == .taken)
            // A lease of no length has lapsed at once.
            #expect(try await claim(second, Self.lease("b", "c4"), seconds: 0) == .taken)
            #expect(try await claim(first, Self.lease("a", "c5")) == .taken)
            try await first.write { try leases.release(valve: "v-1", server: "a", command: "c1", $0) }
            #expect(try await second.read { try leases.find(valve: "v-1", $0) }?.commandID == "c5")
            try await first.write { try leases.release(valve: "v-1", server: "a", command: "c5", $0) }
            #expect(try await second.read { try leases.find(valve: "v-1", $0) } == nil)
        }
    }

    @Test(arguments: Backend.allCases) func aLeaseIsProlongedForACommandThatStillCounts(_ backend: Backend) async throws
    {
        try await RepositoryScope.with(backend) { database in
            let leases = ValveLeaseRepository(backend)
            func save(_ epoch: Int64, _ state: CommandState) async throws {
                try await CommandRepositoryTests.save(
                    [CommandRepositoryTests.command(epoch, state, valve: "v-1")], in: database)
            }
            func prolong(_ server: String, _ epoch: Int64) async throws -> ValveLeaseRepository.Claim {
                try await database.write {
                    try leases.prolong(Self.lease(server, "c\(epoch)", epoch: epoch), seconds: 60, $0)
                }
            }
            func found() async throws -> ValveLease? { try await database.read { try leases.find(valve: "v-1", $0) } }
            try await save(1, .held)
            #expect(try await prolong("a", 1) == .taken)
            guard case .held = try await prolong("b", 1) else {
                Issue.record("it is another's")
                return
            }
            // The own newer command's lease is not given back to the older one.
            try await save(2, .moving)
            _ = try await database.write { try leases.claim(Self.lease("a", "c2", epoch: 2), seconds: 60, $0) }
            #expect(try await prolong("a", 1) == .passed(by: CommandRepositoryTests.command(2, .moving, valve: "v-1")))
            #expect(try await found()?.commandID == "c2")
            // A lease that is gone is no continuity.
            try await save(2, .confirmed)
            try await database.write { try leases.release(valve: "v-1", server: "a", command: "c2", $0) }
            guard case .passed(let newer) = try await prolong("a", 1) else {
                Issue.record("a newer command has run")
                return
            }
            #expect(newer.id == "c2")
            // What has ended takes no lease.
            try await database.write { try leases.release(valve: "v-1", server: "a", command: "c1", $0) }
            #expect(try await prolong("a", 2) == .ended)
            #expect(try await found() == nil)
        }
    }

    @Test(arguments: Backend.allCases) func theClockIsTheDatabases(_ backend: Backend) async throws {
        try await RepositoryScope.with(backend) { database in
            let time = try await database.read { try ValveLeaseRepository(backend).now($0) }
            #expect(abs(time.seconds(since: SystemClock().wall)) < 60)
        }
    }
}
