import Foundation
import OpsChildren
import Testing

@testable import OpsStorage

@Suite struct DatabaseURLTests {
    @Test(arguments: [
        ("sqlite:a/b.sqlite", DatabaseURL.Target.sqlite(path: "a/b.sqlite")),
        ("sqlite:/var/lib/x.sqlite", .sqlite(path: "/var/lib/x.sqlite")),
        ("sqlite:///var/lib/x.sqlite", .sqlite(path: "/var/lib/x.sqlite")),
        ("sqlite::memory:", .sqlite(path: ":memory:")),
        ("postgres://u:p@h/d", .postgres(url: "postgres://u:p@h/d")),
        ("postgresql://h", .postgres(url: "postgresql://h")),
    ])
    func reads(_ text: String, _ target: DatabaseURL.Target) throws {
        #expect(try DatabaseURL.Target(text) == target)
    }

    @Test(arguments: [
        "", "sqlite", "sqlite:", "sqlite://host/x", "sqlite:///./x", "sqlite:///", "mysql://h/d", "/var/lib/x.sqlite",
        "postgresql+asyncpg://h/d",
    ])
    func refuses(_ text: String) {
        let error = #expect(throws: StorageError.self) { try DatabaseURL.Target(text) }
        #expect(error?.kind == .cannotOpen)
        #expect(error?.advice != nil)
    }

    @Test(arguments: [
        "postgres://u:s3cret%zz@localhost/d", "postgres://u:s3cret@localhost:port/d",
        "postgres://u:s3cret@127.0.0.1:1/d?connect_timeout=1", "postgres://u:s3cret@localhost/d?nonsense=s3cret",
    ])
    func neverPrintsThePassword(_ url: String) async throws {
        let error = await #expect(throws: StorageError.self) { _ = try await DatabaseURL.open(url) }
        let text = try "\(#require(error)) \(String(reflecting: #require(error)))"
        #expect(!text.contains("s3cret"))
    }

    @Test func addressHidesThePassword() throws {
        let address = try PostgresAddress(url: "postgres://u:s3cret@h:5/d")
        var dumped = ""
        dump(address, to: &dumped)
        #expect("\(address)" == "Postgres at h:5, database d")
        #expect(!dumped.contains("s3cret"))
        #expect(address.redact("no s3cret here") == "no [hidden] here")
    }

    @Test func opensSQLite() async throws {
        let directory = try PrivateDirectory()
        defer { directory.remove() }
        let database = try await DatabaseURL.open("sqlite:\(directory.file("x.sqlite"))")
        #expect(database.backend == .sqlite)
        await database.close()
        let missing = await #expect(throws: StorageError.self) {
            _ = try await DatabaseURL.open("sqlite:\(directory.file("no/such/x.sqlite"))")
        }
        #expect(missing?.kind == .cannotOpen)
    }
}
