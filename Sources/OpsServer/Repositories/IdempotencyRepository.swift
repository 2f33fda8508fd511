import OpsCore
import OpsStorage

/// Which request an idempotency key stands for.
public struct IdempotencyRepository: Sendable {
    /// What a key means to a request that brings it.
    public enum Claim: Equatable, Sendable {
        /// Nobody used the key before; it now stands for this request.
        case fresh
        /// The same request came before and started this command.
        case replay(commandID: String)
        /// Another request used the key: `IDEMPOTENCY_CONFLICT`.
        case conflict
    }

    public init() {}

    /// Takes `key` for the request with `digest` and its command, or says who has it.
    public func claim(
        key: String, digest: String, commandID: String, at time: WallTime, _ connection: any SQLConnection
    ) throws -> Claim {
        let inserted = try connection.execute(
            """
            INSERT INTO idempotency (key, request_digest, command_id, at_ms) VALUES (?, ?, ?, ?)
            ON CONFLICT (key) DO NOTHING
            """, [.text(key), .text(digest), .text(commandID), .integer(time.milliseconds)])
        if inserted == 1 { return .fresh }
        return try find(key: key, digest: digest, connection) ?? .conflict
    }

    /// What `key` means to the request with `digest`; nil where it is free.
    public func find(key: String, digest: String, _ connection: any SQLConnection) throws -> Claim? {
        let rows = try connection.query(
            "SELECT request_digest, command_id FROM idempotency WHERE key = ?", [.text(key)])
        guard let row = rows.first else { return nil }
        return try row.text("request_digest") == digest
            ? .replay(commandID: row.text("command_id")) : .conflict
    }

    /// Forgets keys taken before `time`; returns how many.
    @discardableResult
    public func prune(before time: WallTime, _ connection: any SQLConnection) throws -> Int {
        try connection.execute("DELETE FROM idempotency WHERE at_ms < ?", [.integer(time.milliseconds)])
    }
}
