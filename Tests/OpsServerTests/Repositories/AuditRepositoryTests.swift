import OpsCore
import OpsServer
import OpsStorage
import Testing

@Suite(.databases) struct AuditRepositoryTests {
    static let audit = AuditRepository()

    @discardableResult
    static func append(_ number: Int, _ connection: any SQLConnection) throws -> AuditEntry {
        try audit.append(
            actor: "ana", action: "valve.actuate", subject: "valve/v-\(number)", outcome: "ok", requestID: "r\(number)",
            details: #"{"n":\#(number)}"#, at: RepositoryScope.now.advanced(seconds: Double(number)), connection)
    }

    static func fill(_ database: any Database, _ rows: Int) async throws {
        try await database.write { connection in
            for number in 1...rows { try append(number, connection) }
        }
    }

    @Test(arguments: Backend.allCases) func rowsComeBackNewestFirst(_ backend: Backend) async throws {
        try await RepositoryScope.with(backend) { database in
            let written = try await database.write { connection in
                try (1...5).map { try Self.append($0, connection) }
            }
            let newest = try await database.read { try Self.audit.newest(limit: 3, $0) }
            #expect(newest == written.reversed().prefix(3).map { $0 })
            #expect(written.map(\.sequence) == [1, 2, 3, 4, 5])
            #expect(try await database.read { try Self.audit.page(after: 2, limit: 2, $0) } == Array(written[2...3]))
        }
    }

    @Test(arguments: Backend.allCases) func wholeLogVerifiesInPages(_ backend: Backend) async throws {
        try await RepositoryScope.with(backend) { database in
            #expect(try await Self.audit.verifyAll(in: database) == .intact(.start))
            try await Self.fill(database, 25)
            let head = try await database.read { try Self.audit.head($0) }
            #expect(head.sequence == 25)
            for size in [1, 7, 25, 100] {
                #expect(try await Self.audit.verifyAll(in: database, pageSize: size) == .intact(head))
            }
        }
    }

    /// Each is one statement by somebody with the database's password; each must be found, where it is.
    @Test(
        arguments: Backend.allCases,
        [
            ("UPDATE audit SET outcome = 'denied' WHERE sequence = 7", 7),
            ("UPDATE audit SET at_ms = at_ms + 1 WHERE sequence = 1", 1),
            ("UPDATE audit SET details = '{}' WHERE sequence = 20", 20),
            ("UPDATE audit SET hash = 'aa' WHERE sequence = 12", 12),
            ("UPDATE audit SET actor = 'anav', action = 'alve.actuate' WHERE sequence = 3", 3),
            ("DELETE FROM audit WHERE sequence = 9", 10),
            ("DELETE FROM audit WHERE sequence > 15", 16),
            ("DELETE FROM audit WHERE sequence = 20", 20),
            ("DELETE FROM audit", 1),
            ("DELETE FROM audit_head", 1),
            ("UPDATE audit_head SET hash = 'aa'", 20),
        ])
    func tamperingIsFound(_ backend: Backend, _ row: (sql: String, sequence: Int64)) async throws {
        try await RepositoryScope.with(backend) { database in
            try await Self.fill(database, 20)
            try await database.write { try $0.execute(row.sql) }
            let verdict = try await Self.audit.verifyAll(in: database, pageSize: 6)
            guard case .broken(let sequence, let reason) = verdict else {
                Issue.record("\(row.sql) was not found: \(verdict)")
                return
            }
            #expect(sequence == row.sequence, "\(reason)")
        }
    }

    @Test(arguments: Backend.allCases) func rollbackLeavesNeitherMutationNorRow(_ backend: Backend) async throws {
        struct Stop: Error {}
        try await RepositoryScope.with(backend) { database in
            try await Self.fill(database, 1)
            await #expect(throws: Stop.self) {
                try await database.write { connection in
                    let id = try IncidentRepository().nextID(connection)
                    let incident = IncidentStatus(id: id, title: "x", severity: .sev2, openedAt: RepositoryScope.now)
                    try IncidentRepository().save(incident, connection)
                    try Self.append(2, connection)
                    throw Stop()
                }
            }
            let (incidents, rows) = try await database.read {
                (try IncidentRepository().list($0), try Self.audit.newest($0))
            }
            #expect(incidents.isEmpty)
            #expect(rows.map(\.sequence) == [1])
            let next = try await database.write { connection in
                [try Self.append(2, connection).sequence, try IncidentRepository().nextID(connection)]
            }
            #expect(next == [2, 1])
        }
    }

    /// A failed audit row takes the mutation with it.
    @Test(arguments: Backend.allCases) func mutationDoesNotOutliveItsRow(_ backend: Backend) async throws {
        try await RepositoryScope.with(backend) { database in
            await #expect(throws: StorageError.self) {
                try await database.write { connection in
                    try CounterRepository().raise("x", to: 5, connection)
                    try Self.audit.append(
                        actor: String(repeating: "a", count: 2_000), action: "a", subject: "s", outcome: "ok",
                        requestID: "r", at: RepositoryScope.now, connection)
                }
            }
            let left = try await database.read { try CounterRepository().current("x", $0) }
            #expect(left == 0)
        }
    }

    @Test(arguments: Backend.allCases) func writersOfTwoServersLeaveNoGap(_ backend: Backend) async throws {
        try await RepositoryScope.withTwo(backend) { first, second in
            let sequences = try await withThrowingTaskGroup(of: Int64.self) { group in
                for number in 0..<60 {
                    let server = number.isMultiple(of: 2) ? first : second
                    group.addTask { try await server.write { try Self.append(number, $0).sequence } }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(sequences.sorted() == Array(1...60))
            let head = try await first.read { try Self.audit.head($0) }
            #expect(try await Self.audit.verifyAll(in: second, pageSize: 7) == .intact(head))
        }
    }
}
