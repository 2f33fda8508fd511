import Foundation
import OpsCore
import OpsStorage

/// What an audit row says beside its place in the chain.
struct AuditNote: Sendable {
    var actor: String
    var action: String
    var subject: String
    var outcome: String
    var requestID: String
    /// A JSON object without secrets.
    var details: String = "{}"

    init(
        by actor: String, _ action: String, _ subject: String, outcome: String, requestID: String,
        details: [String: String] = [:]
    ) {
        self.actor = actor
        self.action = action
        self.subject = subject
        self.outcome = outcome
        self.requestID = requestID
        if !details.isEmpty, let json = try? OpsJSON.encoder().encode(details) {
            self.details = String(decoding: json, as: UTF8.self)
        }
    }
}

/// The one way to change what must survive a restart: the mutation and its audit row in one transaction.
struct Ledger: Sendable {
    let database: any Database
    let clock: any OpsClock

    /// Runs `body` in a transaction and appends `note` to the audit log in the same one; both or neither.
    func commit<T: Sendable>(
        _ note: AuditNote?, _ body: @escaping @Sendable (any SQLConnection) throws -> T
    ) async throws -> T {
        let now = clock.wall
        return try await database.write { connection in
            let result = try body(connection)
            if let note { try Self.append(note, at: now, connection) }
            return result
        }
    }

    private static func append(_ note: AuditNote, at now: WallTime, _ connection: any SQLConnection) throws {
        try AuditRepository().append(
            actor: note.actor, action: note.action, subject: note.subject, outcome: note.outcome,
            requestID: note.requestID, details: note.details, at: now, connection)
    }
}
