import OpsCore
import OpsStorage

/// Valve commands and what became of them.
public struct CommandRepository: Sendable {
    public init() {}

    /// Inserts or replaces the command, unless it is stored as final: an end is never taken back. False where it was.
    /// Throws where another command has its epoch.
    @discardableResult
    public func save(_ command: CommandStatus, _ connection: any SQLConnection) throws -> Bool {
        try connection.execute(
            """
            INSERT INTO commands (id, valve_id, state, epoch, issued_at_ms, final, document)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET state = excluded.state, epoch = excluded.epoch,
                issued_at_ms = excluded.issued_at_ms, final = excluded.final, document = excluded.document
                WHERE commands.final = 0
            """,
            [
                .text(command.id), .text(command.valveId), .text(command.state.rawValue), .integer(command.epoch),
                .integer(command.issuedAt.milliseconds), SQLValue(command.state.isFinal),
                .text(try StoredDocument.text(of: command)),
            ]) > 0
    }

    /// The command as it was last saved; nil where there is none.
    public func find(id: String, _ connection: any SQLConnection) throws -> CommandStatus? {
        try connection.query("SELECT document FROM commands WHERE id = ?", [.text(id)]).first.map(read)
    }

    /// The newest commands, by epoch, newest first.
    public func list(limit: Int = 100, _ connection: any SQLConnection) throws -> [CommandStatus] {
        try connection.query(
            "SELECT document FROM commands ORDER BY epoch DESC LIMIT ?", [ListLimit.argument(limit)]
        ).map(read)
    }

    /// The commands of one valve, newest first.
    public func list(valve id: String, limit: Int = 100, _ connection: any SQLConnection) throws -> [CommandStatus] {
        try connection.query(
            "SELECT document FROM commands WHERE valve_id = ? ORDER BY epoch DESC LIMIT ?",
            [.text(id), ListLimit.argument(limit)]
        ).map(read)
    }

    /// The commands that are not final, `unknown` ones among them, oldest first: what a server must settle after a
    /// restart.
    public func inFlight(_ connection: any SQLConnection) throws -> [CommandStatus] {
        try connection.query(
            "SELECT document FROM commands WHERE final = 0 ORDER BY epoch LIMIT ?",
            [ListLimit.argument(ListLimit.most)]
        ).map(read)
    }

    /// Deletes final commands that were issued before `time`; returns how many. Their audit rows stay.
    @discardableResult
    public func prune(issuedBefore time: WallTime, _ connection: any SQLConnection) throws -> Int {
        try connection.execute(
            "DELETE FROM commands WHERE final = 1 AND issued_at_ms < ?", [.integer(time.milliseconds)])
    }

    private func read(_ row: SQLRow) throws -> CommandStatus {
        try StoredDocument.value(CommandStatus.self, from: row)
    }
}
