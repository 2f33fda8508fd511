import OpsCore

/// Which server commands a valve, with which command, and until when unless it says so again.
public struct ValveLease: Equatable, Sendable {
    /// The valve's id.
    public var valveID: String
    /// The server's lasting id.
    public var server: String
    /// The server's name for people: host and process.
    public var serverName: String
    /// The newest command of that server on the valve.
    public var commandID: String
    /// That command's epoch: a device takes no lower one after it.
    public var epoch: Int64
    /// By the database's clock, which is the same one for every server.
    public var expiresAt: WallTime

    /// A lease of these.
    public init(
        valveID: String, server: String, serverName: String, commandID: String, epoch: Int64, expiresAt: WallTime
    ) {
        self.valveID = valveID
        self.server = server
        self.serverName = serverName
        self.commandID = commandID
        self.epoch = epoch
        self.expiresAt = expiresAt
    }
}
