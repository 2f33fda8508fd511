import OpsCore
import OpsStorage

/// Keys of the store, and what was decided about configured ones. No key is ever here: a salt and a digest at most.
public struct KeyRepository: Sendable {
    /// Rows that the store holds at most.
    public static let mostRows = 10_000
    /// Keys of the store that ended longer ago than this make room for new ones: 30 days.
    static let endedKeptMilliseconds: Int64 = 30 * 86_400_000
    /// The counter that rises with each change, so that servers on one database learn of each other's.
    public static let revision = "keys_revision"

    public init() {}

    /// Every row, by holder and id.
    public func all(_ connection: any SQLConnection) throws -> [StoredKey] {
        try connection.query(
            "SELECT * FROM keys ORDER BY holder, id LIMIT ?", [.integer(Int64(Self.mostRows))]
        ).map(read)
    }

    /// The row of a public id; nil where there is none.
    public func find(id: String, _ connection: any SQLConnection) throws -> StoredKey? {
        try connection.query("SELECT * FROM keys WHERE id = ?", [.text(id)]).first.map(read)
    }

    /// Adds a row; keys that ended long ago make room where the store is full.
    ///
    /// - Throws: ``Refusal`` with `VALIDATION_FAILED` where there is no room, or a key of this id is there already.
    public func insert(_ key: StoredKey, at now: WallTime, _ connection: any SQLConnection) throws {
        if try count(connection) >= Self.mostRows { try makeRoom(now, connection) }
        guard try count(connection) < Self.mostRows else {
            throw Refusal(
                .validationFailed,
                "The store holds \(Self.mostRows) keys, which is all it takes; revoke some: they go after 30 days.")
        }
        let inserted = try connection.execute(
            """
            INSERT INTO keys (id, holder, scope, source, salt, digest, state, created_at_ms, expires_at_ms,
                grace_until_ms, last_used_at_ms, successor_id, ended_at_ms)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
            """,
            [
                .text(key.record.id), .text(key.record.holder), .text(key.record.scope.rawValue),
                .text(key.record.source), SQLValue(key.seal?.saltText), SQLValue(key.seal?.digestText),
                .text(key.record.state.rawValue), SQLValue(key.record.createdAt?.milliseconds),
            ] + Self.changes(key.record, at: now))
        guard inserted == 1 else {
            throw Refusal(.validationFailed, "This key is in the store already, as \(key.record.id).")
        }
    }

    /// Stores what was decided about a key that has a row.
    public func update(_ record: KeyRecord, at now: WallTime, _ connection: any SQLConnection) throws {
        try connection.execute(
            """
            UPDATE keys SET state = ?, expires_at_ms = ?, grace_until_ms = ?, last_used_at_ms = ?, successor_id = ?,
                ended_at_ms = ? WHERE id = ?
            """, [.text(record.state.rawValue)] + Self.changes(record, at: now) + [.text(record.id)])
    }

    /// Notes when keys were last used; an older time than the stored one changes nothing. A configured key gets a row
    /// by its first use, while there is room.
    public func noteUses(of used: [KeyRecord], at now: WallTime, _ connection: any SQLConnection) throws {
        for record in used.sorted(by: { $0.id < $1.id }) {
            let time = SQLValue(record.lastUsedAt?.milliseconds)
            let updated = try connection.execute(
                "UPDATE keys SET last_used_at_ms = ? WHERE id = ? AND COALESCE(last_used_at_ms, 0) < ?",
                [time, .text(record.id), time])
            guard updated == 0, !record.isStored, try find(id: record.id, connection) == nil,
                try count(connection) < Self.mostRows
            else { continue }
            var fresh = KeyRecord(id: record.id, holder: record.holder, scope: record.scope, source: record.source)
            fresh.lastUsedAt = record.lastUsedAt
            try insert(StoredKey(record: fresh, seal: nil), at: now, connection)
        }
    }

    /// The site's index secret; `fresh` becomes it where there is none yet.
    public func indexSecret(orElse fresh: KeyIndexSecret, _ connection: any SQLConnection) throws -> KeyIndexSecret {
        try connection.execute(
            "INSERT INTO key_index (id, secret) VALUES (1, ?) ON CONFLICT (id) DO NOTHING",
            [.text(fresh.text.reveal())])
        let rows = try connection.query("SELECT secret FROM key_index WHERE id = 1")
        guard let text = try rows.first?.text("secret"), let secret = KeyIndexSecret(text: Secret(text)) else {
            throw StorageError(.badValue, operation: "read the key index", cause: "it holds no secret")
        }
        return secret
    }

    private func count(_ connection: any SQLConnection) throws -> Int64 {
        try connection.query("SELECT COUNT(*) AS rows FROM keys").first?.integer("rows") ?? 0
    }

    /// Rows that decide something about configured keys stay: without them a revoked key of a file would work again.
    private func makeRoom(_ now: WallTime, _ connection: any SQLConnection) throws {
        let limit = now.milliseconds - Self.endedKeptMilliseconds
        try connection.execute(
            """
            DELETE FROM keys WHERE digest IS NOT NULL
                    AND (ended_at_ms < ? OR expires_at_ms < ? OR grace_until_ms < ?)
                OR digest IS NULL AND state = 'active' AND grace_until_ms IS NULL
            """, [.integer(limit), .integer(limit), .integer(limit)])
    }

    /// The columns from `expires_at_ms` on.
    private static func changes(_ record: KeyRecord, at now: WallTime) -> [SQLValue] {
        let ended: Int64? = record.state == .revoked ? now.milliseconds : nil
        return [
            SQLValue(record.expiresAt?.milliseconds), SQLValue(record.graceUntil?.milliseconds),
            SQLValue(record.lastUsedAt?.milliseconds), SQLValue(record.successorID), SQLValue(ended),
        ]
    }

    private func read(_ row: SQLRow) throws -> StoredKey {
        guard let scope = Role(rawValue: try row.text("scope")), let state = KeyState(rawValue: try row.text("state"))
        else { throw StorageError(.badValue, operation: "read a key", cause: "its scope or state is unknown") }
        var record = KeyRecord(
            id: try row.text("id"), holder: try row.text("holder"), scope: scope, source: try row.text("source"),
            state: state)
        record.createdAt = try time("created_at_ms", row)
        record.expiresAt = try time("expires_at_ms", row)
        record.graceUntil = try time("grace_until_ms", row)
        record.lastUsedAt = try time("last_used_at_ms", row)
        record.successorID = try row.optionalText("successor_id")
        guard let salt = try row.optionalText("salt"), let digest = try row.optionalText("digest") else {
            return StoredKey(record: record, seal: nil)
        }
        guard let seal = KeySeal(saltText: salt, digestText: digest) else {
            throw StorageError(.badValue, operation: "read a key", cause: "its salt or digest is damaged")
        }
        return StoredKey(record: record, seal: seal)
    }

    private func time(_ column: String, _ row: SQLRow) throws -> WallTime? {
        try row.optionalInteger(column).map(WallTime.init(milliseconds:))
    }
}
