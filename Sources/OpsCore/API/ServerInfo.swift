/// Who the server is and how it runs.
public struct ServerInfo: Codable, Equatable, Sendable {
    /// Raised when stream or API change so that an older client would misread them.
    public static let protocolVersion = 1

    public var site: String
    public var host: String
    public var version: String
    public var protocolVersion: Int = ServerInfo.protocolVersion
    public var pid: Int32
    public var startedAt: WallTime
    /// True where it lives inside a dashboard's process.
    public var embedded: Bool = false
    /// True for `opstui demo`: simulated plant, own rules and limits, marked on the screen.
    public var demo: Bool = false
    /// Which rule files are loaded, for a person: `shipped`, `demo rules ([10s], for 2s)`.
    public var rules: String = ""
    /// Why the rule files cannot be used as they are now, while older rules stay in force; nil where they are in force.
    public var rulesFault: String?
    /// The limits of the graphs as the rules that are in force have them; ``OpsSnapshot/metrics`` shows them.
    public var errorRatioLimit: Double?
    public var p95LimitMs: Double?
    /// `redis`, or `local` while Redis is away, or `off`.
    public var limiter: String = "local"

    public init(site: String, host: String, version: String, pid: Int32, startedAt: WallTime) {
        self.site = site
        self.host = host
        self.version = version
        self.pid = pid
        self.startedAt = startedAt
    }
}
