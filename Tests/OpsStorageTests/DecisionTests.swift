import Testing

@testable import OpsStorage

/// The room's pure decisions, as tables.
@Suite struct DecisionTests {
    @Test(arguments: [
        ("SELECT ?, ?", "SELECT $1, $2", 2),
        ("SELECT '?', ?", "SELECT '?', $1", 1),
        ("SELECT 'it''s ?', ?", "SELECT 'it''s ?', $1", 1),
        ("SELECT \"a?\" FROM t WHERE b = ?", "SELECT \"a?\" FROM t WHERE b = $1", 1),
        ("SELECT 1 -- why?\n, ?", "SELECT 1 -- why?\n, $1", 1),
        ("SELECT /* ? /* ? */ ? */ ?", "SELECT /* ? /* ? */ ? */ $1", 1),
        ("SELECT $$ ? $$, $x$ ? $$ $x$, ?", "SELECT $$ ? $$, $x$ ? $$ $x$, $1", 1),
        ("SELECT a$b ? c$b", "SELECT a$b $1 c$b", 1),
        ("SELECT 'open ?", "SELECT 'open ?", 0),
        ("SELECT /* open ?", "SELECT /* open ?", 0),
        ("SELECT 10 - 3 / ?", "SELECT 10 - 3 / $1", 1),
        ("", "", 0), ("?", "$1", 1), ("$", "$", 0), ("'", "'", 0), ("-", "-", 0), ("/", "/", 0),
        ("SELECT 'ä?é', ?", "SELECT 'ä?é', $1", 1),
    ])
    func placeholders(_ sql: String, _ wanted: String, _ count: Int) {
        let (numbered, found) = PlaceholderRewriter.numbered(sql)
        #expect(numbered == wanted)
        #expect(found == count)
    }

    @Test(
        arguments: [
            ("7", 20, SQLValue.integer(7)), ("-1", 23, -1), ("t", 16, 1), ("f", 16, 0), ("1.5", 701, 1.5),
            ("12", 1700, 12), ("12.5", 1700, 12.5), ("\\x00ff", 17, .blob([0, 255])), ("\\x", 17, .blob([])),
            ("7", 25, "7"), ("2026-01-01", 1082, "2026-01-01"),
        ] as [(String, UInt32, SQLValue)])
    func postgresTexts(_ text: String, _ type: UInt32, _ value: SQLValue) {
        #expect(PostgresValue.decode(text, type: type) == value)
    }

    @Test(arguments: [("x", 20), ("\\x0", 17), ("00", 17), ("\\xzz", 17), ("", 701)] as [(String, UInt32)])
    func postgresTextsOutOfForm(_ text: String, _ type: UInt32) {
        #expect(PostgresValue.decode(text, type: type) == nil)
    }

    private static func plan(_ known: [Int], _ applied: [Int], wrongName: Bool = false) throws -> MigrationPlan {
        try MigrationPlan(
            known: known.map { Migration(number: $0, name: "m\($0)", up: ["x"], down: $0 == 9 ? [] : ["y"]) },
            applied: applied.map { .init(number: $0, name: wrongName ? "other" : "m\($0)", atMilliseconds: 1) })
    }

    @Test(arguments: [
        ([1, 2, 3], [], [1, 2, 3]), ([1, 2, 3], [1], [2, 3]), ([1, 2], [2, 1], []), ([], [], []), ([1, 5], [1], [5]),
    ])
    func plansUp(_ known: [Int], _ applied: [Int], _ wanted: [Int]) throws {
        #expect(try Self.plan(known, applied).pendingUp().map(\.number) == wanted)
    }

    @Test(arguments: [([1], [1, 2]), ([1, 2, 3], [1, 3]), ([2, 1], []), ([1, 1], [])])
    func refusesUp(_ known: [Int], _ applied: [Int]) {
        #expect(throws: StorageError.self) { try Self.plan(known, applied).pendingUp() }
    }

    @Test func refusesAnotherProgramsDatabase() {
        #expect(throws: StorageError.self) { try Self.plan([1], [1], wrongName: true).pendingUp() }
    }

    @Test(arguments: [(0, [3, 2, 1]), (1, [3, 2]), (3, []), (7, [])])
    func plansDown(_ target: Int, _ wanted: [Int]) throws {
        #expect(try Self.plan([1, 2, 3, 4], [1, 2, 3]).pendingDown(to: target).map(\.number) == wanted)
    }

    @Test func refusesDownWhereThereIsNoWayBack() {
        #expect(throws: StorageError.self) { try Self.plan([1, 9], [1, 9]).pendingDown(to: 0) }
    }

    @Test func backoffGrowsToItsCapAndResets() {
        var policy = ReconnectPolicy()
        var generator = SystemRandomNumberGenerator()
        let start = ContinuousClock.now
        #expect(policy.wait(at: start) == nil)
        for failure in 1...40 {
            policy.failed(at: start, using: &generator)
            let ceiling = min(ReconnectPolicy.cap, ReconnectPolicy.base * (1 << min(failure - 1, 10)))
            let wait = policy.wait(at: start) ?? .zero
            #expect(wait >= ceiling * 0.09 && wait <= ceiling)
            #expect(policy.wait(at: start + ceiling) == nil)
        }
        policy.succeeded()
        #expect(policy.wait(at: start) == nil)
        #expect(policy.failures == 0)
    }

    @Test func boundRefusesTheOneTooMany() throws {
        let bound = PendingBound(limit: 2)
        try bound.enter()
        try bound.enter()
        #expect(throws: StorageError.self) { try bound.enter() }
        bound.leave()
        try bound.enter()
        bound.leave()
        bound.close()
        #expect(throws: StorageError.self) { try bound.enter() }
    }

    @Test func lateTicketIsVoid() throws {
        try QueueTicket().admit()
        #expect(throws: StorageError.self) { try QueueTicket(wait: .zero).admit() }
    }

    @Test(arguments: [
        ("57014", StorageError.Kind.timedOut), ("55P03", .busy), ("40001", .busy), ("23505", .constraint),
        ("53300", .unavailable), ("42601", .statement), ("08006", .connectionLost),
    ])
    func statesHaveAMeaning(_ state: String, _ kind: StorageError.Kind) {
        #expect(PostgresFailure.kind(ofState: state) == kind)
    }

    @Test func operationIsOneShortLine() {
        let text = StorageError.operation("SELECT\n    a,\n\tb FROM t WHERE " + String(repeating: "x", count: 500))
        #expect(text.hasPrefix("SELECT a, b FROM t"))
        #expect(text.count <= 80)
    }
}
