import OpsCore
import OpsServer
import OpsStorage
import Testing

@Suite(.databases) struct CommandRepositoryTests {
    static let commands = CommandRepository()

    static func command(_ epoch: Int64, _ state: CommandState = .requested, valve: String = "v-101") -> CommandStatus {
        var command = CommandStatus(
            id: "c\(epoch)", valveId: valve, action: .close, position: 0, actor: "ana", reason: "leak", epoch: epoch,
            issuedAt: RepositoryScope.now.advanced(seconds: Double(epoch)),
            notAfter: RepositoryScope.now.advanced(seconds: Double(epoch) + 10))
        command.state = state
        return command
    }

    static func save(_ commands: [CommandStatus], in database: any Database) async throws {
        try await database.write { connection in
            for command in commands { try self.commands.save(command, connection) }
        }
    }

    @Test(arguments: Backend.allCases) func lifeIsKept(_ backend: Backend) async throws {
        try await RepositoryScope.with(backend) { database in
            var command = Self.command(1)
            try await Self.save([command], in: database)
            command.state = .failed
            command.cause = .positionReached
            command.steps.append(CommandStep(state: .failed, at: RepositoryScope.now.advanced(seconds: 3)))
            try await Self.save([command], in: database)
            #expect(try await database.read { try Self.commands.find(id: "c1", $0) } == command)
            #expect(try await database.read { try Self.commands.find(id: "c2", $0) } == nil)
        }
    }

    @Test(arguments: Backend.allCases) func anEndIsNeverTakenBack(_ backend: Backend) async throws {
        try await RepositoryScope.with(backend) { database in
            let saved = try await database.write { connection in
                try [CommandState.held, .failed, .requested, .confirmed].map {
                    try Self.commands.save(Self.command(1, $0), connection)
                }
            }
            #expect(saved == [true, true, false, false])
            #expect(try await database.read { try Self.commands.find(id: "c1", $0) }?.state == .failed)
        }
    }

    @Test(arguments: Backend.allCases) func unsettledOnesAreFoundAfterARestart(_ backend: Backend) async throws {
        let states: [CommandState] = [
            .requested, .confirmed, .selected, .rejected, .accepted, .timedOut, .moving, .superseded, .unknown, .failed,
        ]
        try await RepositoryScope.with(backend) { database in
            try await Self.save(
                states.enumerated().map { Self.command(Int64($0.offset + 1), $0.element) }, in: database)
            let open = try await database.read { try Self.commands.inFlight($0) }
            #expect(open.map(\.state) == [.requested, .selected, .accepted, .moving, .unknown])
        }
    }

    @Test(arguments: Backend.allCases) func newestComeFirst(_ backend: Backend) async throws {
        try await RepositoryScope.with(backend) { database in
            try await Self.save(
                [Self.command(2), Self.command(3, valve: "v-7"), Self.command(1)], in: database)
            let lists = try await database.read { connection in
                [
                    try Self.commands.list(connection), try Self.commands.list(limit: 2, connection),
                    try Self.commands.list(valve: "v-101", connection),
                ].map { $0.map(\.epoch) }
            }
            #expect(lists == [[3, 2, 1], [3, 2], [2, 1]])
        }
    }

    /// Two commands of one epoch would let a device take the older for the newer.
    @Test(arguments: Backend.allCases) func epochIsUsedOnce(_ backend: Backend) async throws {
        try await RepositoryScope.with(backend) { database in
            try await Self.save([Self.command(1)], in: database)
            var other = Self.command(1)
            other.id = "other"
            let command = other
            let error = await #expect(throws: StorageError.self) { try await Self.save([command], in: database) }
            #expect(error?.kind == .constraint)
        }
    }

    @Test(arguments: Backend.allCases) func onlyFinalOnesAreForgotten(_ backend: Backend) async throws {
        try await RepositoryScope.with(backend) { database in
            try await Self.save(
                [Self.command(1, .confirmed), Self.command(2, .unknown), Self.command(3, .confirmed)], in: database)
            let pruned = try await database.write {
                try Self.commands.prune(issuedBefore: RepositoryScope.now.advanced(seconds: 3), $0)
            }
            #expect(pruned == 1)
            #expect(try await database.read { try Self.commands.list($0) }.map(\.epoch) == [3, 2])
        }
    }
}
