/// Everything a dashboard shows, at one moment: the first event of the stream, schema `ops.stream/1`.
public struct OpsSnapshot: Codable, Equatable, Sendable {
    public static let schema = "ops.stream/1"

    public var schema: String = OpsSnapshot.schema
    /// The number of the last change that is part of this snapshot.
    public var sequence: UInt64
    public var at: WallTime
    public var server: ServerInfo
    /// Who the server takes the asker for, e.g. `op1`.
    public var caller: String = ""
    public var links: [LinkStatus] = []
    public var metrics: MetricsStatus
    public var tenants: [TenantStatus] = []
    public var breakers: [BreakerStatus] = []
    public var queue = QueueStatus()
    public var incidents: [IncidentStatus] = []
    public var alerts: [AlertStatus] = []
    public var alarms = AlarmLoad()
    public var valves: [ValveStatus] = []
    /// In flight and the last few that ended, newest last; at most 32.
    public var commands: [CommandStatus] = []
    public var slo: [SLOStatus] = []

    public init(sequence: UInt64, at: WallTime, server: ServerInfo, metrics: MetricsStatus) {
        self.sequence = sequence
        self.at = at
        self.server = server
        self.metrics = metrics
    }
}
