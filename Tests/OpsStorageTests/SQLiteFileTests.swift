import Foundation
import Glibc
import OpsChildren
import Testing

@testable import OpsStorage

@Suite struct SQLiteFileTests {
    private static func mode(_ path: String) -> mode_t {
        var facts = stat()
        return lstat(path, &facts) == 0 ? facts.st_mode & 0o777 : 0
    }

    private static func with(_ body: (PrivateDirectory) async throws -> Void) async throws {
        let directory = try PrivateDirectory()
        defer { directory.remove() }
        try await body(directory)
    }

    @Test(arguments: [nil, mode_t(0o644)]) func onlyItsOwnerReadsIt(_ existing: mode_t?) async throws {
        try await Self.with { directory in
            let path = directory.file("x.sqlite")
            if let existing {
                try directory.write("", to: "x.sqlite")
                #expect(chmod(path, existing) == 0)
            }
            let database = try SQLiteDatabase(path: path)
            try await database.write { try $0.execute("CREATE TABLE t (a BIGINT)") }
            for file in [path, path + "-wal", path + "-shm"] { #expect(Self.mode(file) == 0o600, "\(file)") }
            await database.close()
        }
    }

    @Test func commitsAreSyncedAndTheLogIsOn() async throws {
        try await Self.with { directory in
            let database = try SQLiteDatabase(path: directory.file("x.sqlite"))
            let settings = try await database.write { connection in
                (
                    try connection.query("PRAGMA synchronous")[0].integer("synchronous"),
                    try connection.query("PRAGMA journal_mode")[0].text("journal_mode")
                )
            }
            #expect(settings == (2, "wal"))
            await database.close()
        }
    }

    @Test func whatWasWrittenIsThereAfterReopening() async throws {
        try await Self.with { directory in
            let path = directory.file("x.sqlite")
            let first = try SQLiteDatabase(path: path)
            try await first.write { connection in
                try connection.execute("CREATE TABLE t (a BIGINT)")
                try connection.execute("INSERT INTO t VALUES (7)")
            }
            await first.close()
            let second = try SQLiteDatabase(path: path)
            let value = try await second.read { try $0.query("SELECT a FROM t")[0].integer("a") }
            #expect(value == 7)
            await second.close()
        }
    }

    @Test func rubbishIsNamedAsDamaged() async throws {
        try await Self.with { directory in
            try directory.write(String(repeating: "no database at all. ", count: 400), to: "x.sqlite")
            let error = #expect(throws: StorageError.self) { try SQLiteDatabase(path: directory.file("x.sqlite")) }
            #expect(error?.kind == .corrupt)
            #expect(error?.advice != nil)
        }
    }

    @Test func symbolicLinkIsRefused() async throws {
        try await Self.with { directory in
            try directory.write("", to: "real.sqlite")
            #expect(symlink(directory.file("real.sqlite"), directory.file("x.sqlite")) == 0)
            let error = #expect(throws: StorageError.self) { try SQLiteDatabase(path: directory.file("x.sqlite")) }
            #expect(error?.kind == .cannotOpen)
        }
    }

    @Test func memoryDatabaseWorks() async throws {
        let database = try SQLiteDatabase(path: ":memory:")
        try await database.write { try $0.execute("CREATE TABLE t (a BIGINT)") }
        let rows = try await database.read { try $0.query("SELECT a FROM t") }
        #expect(rows.isEmpty)
        await database.close()
    }

    @Test func fullDiskChangesNothingAndIsNamed() async throws {
        try await Self.with { directory in
            let database = try SQLiteDatabase(path: directory.file("x.sqlite"))
            try await database.write { connection in
                try connection.execute("CREATE TABLE t (a BLOB)")
                _ = try connection.query("PRAGMA max_page_count = 8")
            }
            let error = await #expect(throws: StorageError.self) {
                try await database.write { connection in
                    try connection.execute("INSERT INTO t VALUES (?)", [.blob([1])])
                    try connection.execute(
                        "INSERT INTO t VALUES (?)", [.blob([UInt8](repeating: 1, count: 100_000))])
                }
            }
            #expect(error?.advice?.contains("disk is full") == true)
            let rows = try await database.read { try $0.query("SELECT a FROM t") }
            #expect(rows.isEmpty)
            await database.close()
        }
    }

    /// Another process' write, as a second opening of the same file.
    @Test func fileLockedForTooLongIsBusy() async throws {
        try await Self.with { directory in
            let path = directory.file("x.sqlite")
            let (first, second) = (try SQLiteDatabase(path: path), try SQLiteDatabase(path: path))
            let holding = AsyncStream<Void>.makeStream()
            let release = DispatchSemaphore(value: 0)
            async let held: Void = first.write { connection in
                try connection.execute("CREATE TABLE t (a BIGINT)")
                holding.continuation.yield()
                release.wait()
            }
            var starts = holding.stream.makeAsyncIterator()
            await starts.next()
            let kind = try await BackendTests.kind { try await second.write { _ in } }
            release.signal()
            try await held
            #expect(kind == .busy)
            try await second.write { try $0.execute("INSERT INTO t VALUES (1)") }
            await first.close()
            await second.close()
        }
    }
}
