import OpsStorage
import Testing

/// What both backends promise alike, on real ones.
@Suite(.databases) struct BackendTests {
    static let table = "CREATE TABLE things (id BIGINT PRIMARY KEY NOT NULL, name TEXT, size DOUBLE PRECISION)"

    /// The kind of storage error that `body` throws; nil for none.
    static func kind(_ body: () async throws -> Void) async throws -> StorageError.Kind? {
        do {
            try await body()
            return nil
        } catch let error as StorageError {
            return error.kind
        }
    }

    @Test(arguments: Backend.allCases) func valuesComeBackAsTheyWent(_ backend: Backend) async throws {
        try await DatabaseScope.with(backend) { database in
            let blobType = backend == .sqlite ? "BLOB" : "BYTEA"
            let values: [[SQLValue]] = [
                [1, "plain", 1.5, .blob([0, 255, 1])],
                [.integer(.max), "quote ' and ? and $1 \u{1F600}", .real(0.1 + 0.2), .blob([])],
                [.integer(.min), "", .real(.leastNonzeroMagnitude), nil],
                [0, nil, nil, nil],
            ]
            let back = try await database.write { connection in
                try connection.execute(
                    "CREATE TABLE v (n BIGINT PRIMARY KEY NOT NULL, t TEXT, r DOUBLE PRECISION, b \(blobType))")
                for row in values { try connection.execute("INSERT INTO v VALUES (?, ?, ?, ?)", row) }
                return try connection.query("SELECT * FROM v").map { row in
                    try ["n", "t", "r", "b"].map { try row.value($0) }
                }
            }
            #expect(back == values)
        }
    }

    @Test(arguments: Backend.allCases) func rolledBackWriteLeavesNothing(_ backend: Backend) async throws {
        struct Stop: Error {}
        try await DatabaseScope.with(backend) { database in
            try await database.write { try $0.execute(Self.table) }
            await #expect(throws: Stop.self) {
                try await database.write { connection in
                    try connection.execute("INSERT INTO things (id) VALUES (1)")
                    throw Stop()
                }
            }
            let count = try await database.read { try $0.query("SELECT COUNT(*) AS n FROM things")[0].integer("n") }
            #expect(count == 0)
        }
    }

    /// Postgres cannot go on after a failed statement, so SQLite must not either.
    @Test(arguments: Backend.allCases) func swallowedErrorStillRollsBack(_ backend: Backend) async throws {
        try await DatabaseScope.with(backend) { database in
            try await database.write { try $0.execute(Self.table) }
            let kind = try await Self.kind {
                try await database.write { connection in
                    try connection.execute("INSERT INTO things (id) VALUES (1)")
                    _ = try? connection.execute("INSERT INTO things (id) VALUES (1)")
                    #expect(throws: StorageError.self) { try connection.query("SELECT 1 AS one") }
                }
            }
            #expect(kind == .constraint)
            let rows = try await database.read { try $0.query("SELECT id FROM things") }
            #expect(rows.isEmpty)
        }
    }

    @Test(arguments: Backend.allCases) func changesAreCounted(_ backend: Backend) async throws {
        try await DatabaseScope.with(backend) { database in
            let counts = try await database.write { connection in
                let made = try connection.execute(Self.table)
                for id in 1...3 { try connection.execute("INSERT INTO things (id) VALUES (?)", [.integer(Int64(id))]) }
                let changed = try connection.execute("UPDATE things SET name = ? WHERE id > ?", ["x", 1])
                let none = try connection.execute("DELETE FROM things WHERE id = 99")
                let gone = try connection.execute("DELETE FROM things")
                return [made, changed, none, gone]
            }
            #expect(counts == [0, 2, 0, 3])
        }
    }

    @Test(arguments: Backend.allCases) func readersCannotWrite(_ backend: Backend) async throws {
        try await DatabaseScope.with(backend) { database in
            try await database.write { try $0.execute(Self.table) }
            let kind = try await Self.kind {
                _ = try await database.read { try $0.execute("INSERT INTO things (id) VALUES (1)") }
            }
            #expect(kind == .statement)
            try await database.ping()
        }
    }

    @Test(
        arguments: Backend.allCases,
        [
            (SQLValue.real(.nan), StorageError.Kind.badValue), (.real(.infinity), .badValue),
            (.text("a\u{0}b"), .badValue),
        ])
    func whatNoDatabaseHoldsIsRefused(_ backend: Backend, _ row: (value: SQLValue, kind: StorageError.Kind))
        async throws
    {
        try await DatabaseScope.with(backend) { database in
            let kind = try await Self.kind {
                _ = try await database.read { try $0.query("SELECT ? AS x", [row.value]) }
            }
            #expect(kind == row.kind)
        }
    }

    @Test(
        arguments: Backend.allCases,
        ["SELECT FROM WHERE", "SELECT nothing FROM nowhere", "SELECT 1 AS a; SELECT 2 AS b", "SELECT ? AS a"])
    func badStatementIsNamed(_ backend: Backend, _ sql: String) async throws {
        try await DatabaseScope.with(backend) { database in
            let error = await #expect(throws: StorageError.self) {
                _ = try await database.read { try $0.query(sql) }
            }
            #expect(error?.kind == .statement)
            #expect(error?.operation.hasPrefix(sql.prefix(10)) == true)
        }
    }

    @Test(arguments: Backend.allCases) func closedDatabaseRefuses(_ backend: Backend) async throws {
        try await DatabaseScope.with(backend) { database in
            try await database.ping()
            await database.close()
            #expect(try await Self.kind { try await database.ping() } == .closed)
            #expect(try await Self.kind { try await database.write { _ in } } == .closed)
        }
    }

    @Test(arguments: Backend.allCases) func cancelledTaskBeginsNothing(_ backend: Backend) async throws {
        try await DatabaseScope.with(backend) { database in
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                try await database.write { try $0.execute(Self.table) }
            }
            await #expect(throws: CancellationError.self) { try await task.value }
            try await database.write { try $0.execute(Self.table) }
        }
    }

    /// Both sides read the newest number and write the next: any overlap would break the unique key.
    @Test(arguments: Backend.allCases) func writersStandInOneLine(_ backend: Backend) async throws {
        try await DatabaseScope.with(backend) { database in
            try await database.write { try $0.execute(Self.table) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<40 {
                    group.addTask {
                        try await database.write { connection in
                            let newest = try connection.query("SELECT COALESCE(MAX(id), 0) AS n FROM things")
                            try connection.execute(
                                "INSERT INTO things (id) VALUES (?)", [.integer(try newest[0].integer("n") + 1)])
                        }
                    }
                }
                try await group.waitForAll()
            }
            let newest = try await database.read { try $0.query("SELECT MAX(id) AS n FROM things")[0].integer("n") }
            #expect(newest == 40)
        }
    }

    @Test(arguments: Backend.allCases) func tooManyRowsAreAnError(_ backend: Backend) async throws {
        let sql = """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i <= \(StorageLimits.rows))
            SELECT i FROM n
            """
        try await DatabaseScope.with(backend) { database in
            let kind = try await Self.kind { _ = try await database.read { try $0.query(sql) } }
            #expect(kind == .tooManyRows)
        }
    }

    @Test(arguments: Backend.allCases) func rowErrorsNameTheColumn(_ backend: Backend) async throws {
        try await DatabaseScope.with(backend) { database in
            let row = try await database.read { try $0.query("SELECT 'x' AS word, NULL AS none, 7 AS number")[0] }
            #expect(try row.text("word") == "x")
            #expect(try row.real("number") == 7)
            #expect(try row.optionalText("none") == nil)
            for column in ["word", "none", "missing"] {
                let error = #expect(throws: StorageError.self) { try row.integer(column) }
                #expect(error?.operation == "read column \(column)")
                #expect(error?.kind == .badValue)
            }
        }
    }
}
