import OpsCore
import OpsServer
import OpsStorage
import Testing

@Suite(.databases) struct IncidentRepositoryTests {
    static let incidents = IncidentRepository()

    static func make(_ connection: any SQLConnection, resolvedAfter seconds: Double? = nil) throws -> IncidentStatus {
        let id = try incidents.nextID(connection)
        var incident = IncidentStatus(
            id: id, title: "incident \(id)", severity: .sev2,
            openedAt: RepositoryScope.now.advanced(seconds: Double(id)))
        if let seconds {
            incident.status = .resolved
            incident.resolvedAt = RepositoryScope.now.advanced(seconds: seconds)
        }
        try incidents.save(incident, connection)
        return incident
    }

    @Test(arguments: Backend.allCases) func wholeIncidentComesBack(_ backend: Backend) async throws {
        try await RepositoryScope.with(backend) { database in
            let saved = try await database.write { connection in
                var incident = try Self.make(connection)
                incident.owner = "ana \u{202E}\"'; DROP TABLE incidents; --"
                incident.why = "breaker enrich OPEN 2 s before errors rose"
                incident.alertIds = ["HighErrorRate", "b"]
                incident.valves = ["v-101"]
                incident.timeline = (0..<500).map {
                    TimelineEntry(at: WallTime(milliseconds: Int64($0)), kind: "note", text: "line \($0)", actor: "ana")
                }
                try Self.incidents.save(incident, connection)
                return incident
            }
            #expect(try await database.read { try Self.incidents.find(id: saved.id, $0) } == saved)
            #expect(try await database.read { try Self.incidents.find(id: 99, $0) } == nil)
        }
    }

    @Test(arguments: Backend.allCases) func listHasAllOpenAndTheNewestEnded(_ backend: Backend) async throws {
        try await RepositoryScope.with(backend) { database in
            try await database.write { connection in
                _ = try Self.make(connection)
                for seconds in [30, 10, 20.0] { _ = try Self.make(connection, resolvedAfter: seconds) }
                _ = try Self.make(connection)
            }
            let list = try await database.read { try Self.incidents.list(endedLimit: 2, $0) }
            #expect(list.map(\.id) == [5, 1, 2, 4])
            let pruned = try await database.write {
                try Self.incidents.prune(resolvedBefore: RepositoryScope.now.advanced(seconds: 20), $0)
            }
            #expect(pruned == 1)
            #expect(try await database.read { try Self.incidents.ended($0) }.map(\.id) == [2, 4])
        }
    }

    @Test(arguments: Backend.allCases) func resolvingMovesIt(_ backend: Backend) async throws {
        try await RepositoryScope.with(backend) { database in
            try await database.write { connection in
                var incident = try Self.make(connection)
                incident.status = .resolved
                incident.resolvedAt = RepositoryScope.now
                try Self.incidents.save(incident, connection)
            }
            let (open, ended) = try await database.read {
                (try Self.incidents.open($0), try Self.incidents.ended($0))
            }
            #expect(open.isEmpty)
            #expect(ended.map(\.id) == [1])
        }
    }

    @Test(arguments: Backend.allCases) func unreadableRowIsAnErrorThatQuotesNothing(_ backend: Backend) async throws {
        try await RepositoryScope.with(backend) { database in
            try await database.write { connection in
                _ = try Self.make(connection)
                try connection.execute("UPDATE incidents SET document = '{\"private\":1}'")
            }
            let error = await #expect(throws: StorageError.self) {
                _ = try await database.read { try Self.incidents.find(id: 1, $0) }
            }
            #expect(error?.kind == .badValue)
            #expect(error.map { "\($0)".contains("private") } == false)
        }
    }
}
