import OpsCore
import OpsStorage

/// The audit log: appended in the transaction of the mutation it records, never changed, never shortened.
public struct AuditRepository: Sendable {
    /// Bytes that one row's details may have.
    public static let detailsLimitBytes = 16_384
    /// Bytes that each other field of a row may have.
    public static let fieldLimitBytes = 1_024

    public init() {}

    /// Appends one row with the next number and its hash.
    ///
    /// `details` is a JSON object without secrets. Numbers have no gaps, as the writes of all servers on one database
    /// run one after another. Throws where a field is longer than the limits above.
    @discardableResult
    public func append(
        actor: String, action: String, subject: String, outcome: String, requestID: String, details: String = "{}",
        at time: WallTime, _ connection: any SQLConnection
    ) throws -> AuditEntry {
        try check([actor, action, subject, outcome, requestID], details: details)
        let head = try self.head(connection)
        var entry = AuditEntry(
            sequence: head.sequence + 1, at: time, actor: actor, action: action, subject: subject, outcome: outcome,
            requestId: requestID, details: details, hash: "")
        entry.hash = AuditChain.hash(of: entry, previous: head.hash)
        try insert(entry, connection)
        try move(to: AuditPosition(sequence: entry.sequence, hash: entry.hash), connection)
        return entry
    }

    /// The newest rows, newest first.
    public func newest(limit: Int = 100, _ connection: any SQLConnection) throws -> [AuditEntry] {
        try connection.query("SELECT * FROM audit ORDER BY sequence DESC LIMIT ?", [ListLimit.argument(limit)])
            .map(read)
    }

    /// The rows after number `sequence`, oldest first.
    public func page(after sequence: Int64, limit: Int = 500, _ connection: any SQLConnection) throws -> [AuditEntry] {
        try connection.query(
            "SELECT * FROM audit WHERE sequence > ? ORDER BY sequence LIMIT ?",
            [.integer(sequence), ListLimit.argument(limit)]
        ).map(read)
    }

    /// The newest row's number and hash as noted beside the log.
    public func head(_ connection: any SQLConnection) throws -> AuditPosition {
        guard let row = try connection.query("SELECT sequence, hash FROM audit_head WHERE id = 1").first else {
            return .start
        }
        return AuditPosition(sequence: try row.integer("sequence"), hash: try row.text("hash"))
    }

    private func insert(_ entry: AuditEntry, _ connection: any SQLConnection) throws {
        try connection.execute(
            """
            INSERT INTO audit (sequence, at_ms, actor, action, subject, outcome, request_id, details, hash)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .integer(entry.sequence), .integer(entry.at.milliseconds), .text(entry.actor), .text(entry.action),
                .text(entry.subject), .text(entry.outcome), .text(entry.requestId), .text(entry.details),
                .text(entry.hash),
            ])
    }

    private func move(to head: AuditPosition, _ connection: any SQLConnection) throws {
        try connection.execute(
            """
            INSERT INTO audit_head (id, sequence, hash) VALUES (1, ?, ?)
            ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash
            """, [.integer(head.sequence), .text(head.hash)])
    }

    private func check(_ fields: [String], details: String) throws {
        guard fields.allSatisfy({ $0.utf8.count <= Self.fieldLimitBytes }),
            details.utf8.count <= Self.detailsLimitBytes
        else {
            throw StorageError(
                .badValue, operation: "append to the audit log",
                cause: "a field has more than \(Self.fieldLimitBytes) bytes or the details more than "
                    + "\(Self.detailsLimitBytes)")
        }
    }

    private func read(_ row: SQLRow) throws -> AuditEntry {
        AuditEntry(
            sequence: try row.integer("sequence"), at: WallTime(milliseconds: try row.integer("at_ms")),
            actor: try row.text("actor"), action: try row.text("action"), subject: try row.text("subject"),
            outcome: try row.text("outcome"), requestId: try row.text("request_id"),
            details: try row.text("details"), hash: try row.text("hash"))
    }
}
