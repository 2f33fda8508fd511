import OpsCore
import OpsServer
import OpsStorage
import Testing

@Suite(.databases) struct KeyRepositoryTests {
    static let keys = KeyRepository()

    static func key(_ id: String, holder: String = "acme", sealed: Bool = true) -> StoredKey {
        var record = KeyRecord(
            id: id, holder: holder, scope: .operator, source: sealed ? KeyRecord.storeSource : ".env")
        record.createdAt = sealed ? RepositoryScope.now : nil
        record.expiresAt = sealed ? RepositoryScope.now.advanced(seconds: 5) : nil
        return StoredKey(record: record, seal: sealed ? KeySeal(of: Secret("key \(id)")) : nil)
    }

    @Test(arguments: Backend.allCases) func wholeKeysComeBackInOrder(_ backend: Backend) async throws {
        try await RepositoryScope.with(backend) { database in
            let made = [Self.key("2"), Self.key("1", holder: "globex"), Self.key("3", sealed: false)]
            try await database.write { connection in
                for key in made { try Self.keys.insert(key, at: RepositoryScope.now, connection) }
            }
            let all = try await database.read { try Self.keys.all($0) }
            #expect(all == [made[0], made[2], made[1]])
            #expect(try await database.read { try Self.keys.find(id: "3", $0) } == made[2])
            #expect(try await database.read { try Self.keys.find(id: "4", $0) } == nil)
        }
    }

    @Test(arguments: Backend.allCases) func oneIdIsOneKey(_ backend: Backend) async throws {
        try await RepositoryScope.with(backend) { database in
            try await database.write { try Self.keys.insert(Self.key("1"), at: RepositoryScope.now, $0) }
            await #expect {
                try await database.write { try Self.keys.insert(Self.key("1"), at: RepositoryScope.now, $0) }
            } throws: { ($0 as? Refusal)?.code == .validationFailed }
            #expect(try await database.read { try Self.keys.all($0) }.count == 1)
        }
    }

    @Test(arguments: Backend.allCases) func decisionsAndUsesAreKept(_ backend: Backend) async throws {
        try await RepositoryScope.with(backend) { database in
            var key = Self.key("1")
            var configured = Self.key("2", sealed: false).record
            let later = RepositoryScope.now.advanced(seconds: 9)
            try await database.write { [key] in try Self.keys.insert(key, at: later, $0) }
            key.record.state = .paused
            key.record.graceUntil = later
            key.record.successorID = "2"
            try await database.write { [key] in try Self.keys.update(key.record, at: later, $0) }
            key.record.lastUsedAt = later
            configured.lastUsedAt = later
            for time in [later, RepositoryScope.now] {
                let used = [key.record, configured].map { record in
                    var record = record
                    record.lastUsedAt = time
                    return record
                }
                try await database.write { try Self.keys.noteUses(of: used, at: later, $0) }
            }
            let all = try await database.read { try Self.keys.all($0) }
            #expect(all == [key, StoredKey(record: configured, seal: nil)])
        }
    }

    @Test(arguments: Backend.allCases) func theIndexSecretIsMadeOnce(_ backend: Backend) async throws {
        try await RepositoryScope.withTwo(backend) { first, second in
            let (a, b) = (KeyIndexSecret(), KeyIndexSecret())
            let one = try await first.write { try Self.keys.indexSecret(orElse: a, $0) }
            let two = try await second.write { try Self.keys.indexSecret(orElse: b, $0) }
            #expect(one.text == a.text)
            #expect(two.text == a.text)
        }
    }

    @Test(arguments: Backend.allCases) func theStoreIsBoundedAndEndedKeysMakeRoom(_ backend: Backend) async throws {
        try await RepositoryScope.with(backend) { database in
            try await database.write { connection in
                for number in 0..<KeyRepository.mostRows {
                    try connection.execute(
                        """
                        INSERT INTO keys (id, holder, scope, source, salt, digest, state)
                        VALUES (?, 'acme', 'tenant', 'store', ?, ?, 'active')
                        """,
                        [.text("x\(number)"), .text("\(number)"), .text("\(number)")])
                }
            }
            let later = RepositoryScope.now.advanced(seconds: 31 * 86_400)
            await #expect { try await database.write { try Self.keys.insert(Self.key("1"), at: later, $0) } } throws: {
                ($0 as? Refusal)?.code == .validationFailed
            }
            let ended = KeyRecord(id: "x7", holder: "acme", scope: .tenant, source: "store", state: .revoked)
            try await database.write { try Self.keys.update(ended, at: RepositoryScope.now, $0) }
            try await database.write { try Self.keys.insert(Self.key("1"), at: later, $0) }
            #expect(try await database.read { try Self.keys.find(id: "x7", $0) } == nil)
        }
    }
}
