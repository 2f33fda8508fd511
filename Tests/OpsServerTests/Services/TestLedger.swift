import Logging
import OpsChildren
import OpsCore
import OpsStorage

@testable import OpsServer

/// A real SQLite database with the real schema, which can be made to fail.
final class TestLedger: Sendable {
    let directory: OpsChildren.PrivateDirectory
    let database: FailingDatabase
    let ledger: Ledger
    let clock = SettableClock()

    init() async throws {
        directory = try OpsChildren.PrivateDirectory()
        let real = try await DatabaseURL.open("sqlite:\(directory.file("test.sqlite"))")
        try await Migrator(real, OpsMigrations.all).up()
        database = FailingDatabase(real)
        ledger = Ledger(database: database, clock: clock)
    }

    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    static func with(_ body: (TestLedger) async throws -> Void) async throws {
        let made = try await TestLedger()
        do {
            try await body(made)
        } catch {
            await made.close()
            throw error
        }
        await made.close()
    }

    /// A stream of changes behind an empty picture.
    func bus() -> EventBus {
        let now = clock.wall
        let server = ServerInfo(site: "main", host: "test", version: "0", pid: 1, startedAt: now)
        return EventBus(
            picture: OpsSnapshot(
                sequence: 0, at: now, server: server, metrics: MetricsStatus(current: MetricsPoint(at: now))),
            clock: clock)
    }

    private func close() async {
        await database.close()
        directory.remove()
    }
}

/// The real database, with its writes cut off on request, as a full disk or a lost server does it.
final class FailingDatabase: Database {
    private let real: any Database
    private let failing = Guarded(false)

    init(_ real: any Database) { self.real = real }

    var backend: Backend { real.backend }

    func fail(_ fails: Bool) { failing.with { $0 = fails } }

    func read<T: Sendable>(_ body: @Sendable @escaping (any SQLConnection) throws -> T) async throws -> T {
        try await real.read(body)
    }

    func write<T: Sendable>(_ body: @Sendable @escaping (any SQLConnection) throws -> T) async throws -> T {
        // The transaction runs and is rolled back at its very end: the worst moment to fail.
        let failing = failing
        return try await real.write { connection in
            let result = try body(connection)
            if failing.value { throw DiskFull() }
            return result
        }
    }

    func close() async { await real.close() }

    struct DiskFull: Error {}
}

/// A clock that a test moves.
final class SettableClock: OpsClock {
    private let offset = Guarded(Duration.zero)
    private let real = SystemClock()

    func advance(by duration: Duration) { offset.with { $0 += duration } }

    var wall: WallTime { real.wall.advanced(seconds: offset.value / .seconds(1)) }
    var monotonic: MonotonicTime { real.monotonic.advanced(by: offset.value) }
}
