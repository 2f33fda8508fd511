import OpsCore
import OpsStorage

/// Leases of valves, beside the commands and their epoch: what names the one server that commands a valve.
public struct ValveLeaseRepository: Sendable {
    /// What became of asking for a lease.
    public enum Claim: Equatable, Sendable {
        /// It is the asker's, new or prolonged.
        case taken
        /// Another server has it, and it has not lapsed.
        case held(ValveLease)
        /// The command that it was to be prolonged for is not the valve's newest: that is this one.
        case passed(by: CommandStatus)
        /// The command that it was to be prolonged for has ended.
        case ended
    }

    private let backend: Backend

    /// For databases of this backend: the clock is asked for differently.
    public init(_ backend: Backend) { self.backend = backend }

    /// Takes or prolongs the lease of a valve for `seconds`; `steals` takes it from whoever has it. Must run in a writing
    /// transaction.
    public func claim(
        _ wanted: ValveLease, seconds: Double, steals: Bool = false, _ connection: any SQLConnection
    ) throws -> Claim {
        let now = try now(connection)
        if !steals, let present = try find(valve: wanted.valveID, connection), present.server != wanted.server,
            present.expiresAt > now
        {
            return .held(present)
        }
        try put(wanted, until: now.advanced(seconds: seconds), connection)
        return .taken
    }

    /// Prolongs the lease for a command that was stored before. A lease that is gone is no continuity: another server may
    /// have begun and ended a command meanwhile, so the commands themselves are asked. Must run in a writing transaction.
    ///
    /// A command that was passed keeps its server's name on a free valve, so that nobody else takes it up; the newer epoch
    /// of a lease that is the server's own stays.
    public func prolong(
        _ wanted: ValveLease, seconds: Double, _ connection: any SQLConnection
    ) throws -> Claim {
        let (now, present) = (try now(connection), try find(valve: wanted.valveID, connection))
        if let present, present.server != wanted.server, present.expiresAt > now { return .held(present) }
        let commands = CommandRepository()
        guard let command = try commands.find(id: wanted.commandID, connection), !command.state.isFinal else {
            return .ended
        }
        var lease = wanted
        if let present, present.server == wanted.server, present.epoch > wanted.epoch {
            (lease.commandID, lease.epoch) = (present.commandID, present.epoch)
        }
        try put(lease, until: now.advanced(seconds: seconds), connection)
        guard let newest = try commands.list(valve: wanted.valveID, limit: 1, connection).first,
            newest.epoch > wanted.epoch
        else { return .taken }
        return .passed(by: newest)
    }

    private func put(_ lease: ValveLease, until end: WallTime, _ connection: any SQLConnection) throws {
        try connection.execute(
            """
            INSERT INTO valve_leases (valve_id, server, server_name, command_id, epoch, expires_at_ms)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (valve_id) DO UPDATE SET server = excluded.server, server_name = excluded.server_name,
                command_id = excluded.command_id, epoch = excluded.epoch, expires_at_ms = excluded.expires_at_ms
            """,
            [
                .text(lease.valveID), .text(lease.server), .text(lease.serverName), .text(lease.commandID),
                .integer(lease.epoch), .integer(end.milliseconds),
            ])
    }

    /// Gives up the lease that a server took for a command; one that it, or another, has taken since stays.
    public func release(
        valve id: String, server: String, command: String, _ connection: any SQLConnection
    ) throws {
        try connection.execute(
            "DELETE FROM valve_leases WHERE valve_id = ? AND server = ? AND command_id = ?",
            [.text(id), .text(server), .text(command)])
    }

    /// The lease of a valve, lapsed or not; nil where there is none.
    public func find(valve id: String, _ connection: any SQLConnection) throws -> ValveLease? {
        let rows = try connection.query("SELECT * FROM valve_leases WHERE valve_id = ?", [.text(id)])
        return try rows.first.map { row in
            ValveLease(
                valveID: try row.text("valve_id"), server: try row.text("server"),
                serverName: try row.text("server_name"), commandID: try row.text("command_id"),
                epoch: try row.integer("epoch"), expiresAt: WallTime(milliseconds: try row.integer("expires_at_ms")))
        }
    }

    /// The database's own time: servers whose clocks differ must agree on when a lease has lapsed.
    public func now(_ connection: any SQLConnection) throws -> WallTime {
        let sql =
            switch backend {
            case .sqlite: "SELECT CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) AS ms"
            case .postgres: "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) AS ms"
            }
        guard let row = try connection.query(sql).first else {
            throw StorageError(.badValue, operation: "ask the time", cause: "the database returned none")
        }
        return WallTime(milliseconds: try row.integer("ms"))
    }
}
