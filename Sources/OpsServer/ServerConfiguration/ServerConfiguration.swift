import Foundation
import Logging
import OpsCore
import OpsMetrics

/// All that a server core is told before it starts. Loading it from flags, environment, `.env`, file and defaults is
/// ``ConfigurationLoader``'s work.
public struct ServerConfiguration: Sendable {
    public enum Environment: String, Sendable { case development, production }

    public var site = "main"
    public var environment = Environment.development
    /// TCP; nil where only the socket is served. Port 0 takes a free one.
    public var listen: ListenAddress?
    public var socketPath: String?
    /// How people reach the server, `http(s)://HOST[:PORT][/PATH]` without a slash at its end: what texts of alerts link
    /// to. Nil: the address that it listens on.
    public var externalURL: String?
    public var stateDirectory: String
    /// `sqlite:PATH` or `postgres://…`; a file in the state directory by default.
    public var databaseURL: Secret
    /// `redis://…` or `unix://PATH`; nil: local limits only.
    public var redisURL: Secret?
    public var mqtt: BrokerSettings?
    /// The read-only broker account for dashboards.
    public var telemetryAccount: BrokerAccount?
    /// What this server is called as a Sparkplug host application; nil: `opstui-` and the site's name.
    public var sparkplugHost: String?
    /// Below it the valves are announced to Home Assistant; nil: not at all.
    public var homeAssistantPrefix: String?
    public var requireKeys = true
    /// Where keys are read from, again at each reload; it need not be there yet.
    public var envFile: String?
    /// False for the `.env` that nobody named: at the start it is passed over where it is not safe to read.
    public var envFileIsNamed = true
    /// The process environment's variables that may hold keys; they win over the file.
    public var keyEnvironment: [String: String] = [:]
    public var corsOrigins: [String] = []
    public var allowedHosts: [String] = ["localhost", "127.0.0.1", "[::1]"]
    public var trustedProxies: [String] = []
    /// `/metrics` and `/api/v1/*` need no key on a loopback connection that shows no sign of a proxy.
    public var loopbackMetrics = true
    public var logLevel = Logger.Level.info
    public var jsonLogging = true
    /// Access log and service log go here; standard error where nil. A dashboard's process must set it.
    public var logFile: String?
    /// Certificate and key for TLS on the TCP address; plain HTTP where nil.
    public var tls: TLSFiles?
    /// Connections, sizes and times of the HTTP edge.
    public var httpLimits = HTTPLimits()
    public var bodyLimitBytes = 2_000_000
    public var requestTimeout = Duration.seconds(30)
    public var limits: [LimitClass: RateLimitRule] = ServerConfiguration.defaultLimits
    /// Rules of single keys and of address ranges.
    public var limitOverrides: [RateLimitOverride] = []
    public var upstream: UpstreamSettings?
    public var valves: [ValveConfiguration] = []
    /// The times of a valve command's life; tests shorten them.
    public var actuationTimers = ActuationTimers()
    /// Prometheus rule files; the shipped ones where empty.
    public var ruleFiles: [String] = []
    /// How alerts that were pending go on after a restart.
    public var forState = RuleRestoration()
    /// The file of service level objectives; the shipped one where nil.
    public var objectiveFile: String?
    /// A Prometheus configuration whose targets are scraped; nil: none.
    public var scrapeFile: String?
    public var panes = PaneSettings()
    /// An existing Prometheus that panes and rules ask in place of the embedded series; nil: the embedded ones.
    public var prometheus: PrometheusSettings?
    public var queueLimit = 1000
    public var workers = 2
    public var embedded = false
    public var demo = false

    public init(stateDirectory: String) {
        self.stateDirectory = stateDirectory
        self.databaseURL = Secret("sqlite:\(stateDirectory)/opstui.sqlite")
    }

    /// What stands before a path in a link to this server; empty where it listens on no fixed address.
    var publicURL: String {
        if let externalURL { return externalURL }
        guard let listen, listen.port != 0 else { return "" }
        let isEverywhere = ["0.0.0.0", "::", "[::]", ""].contains(listen.host)
        let host = isEverywhere ? ProcessInfo.processInfo.hostName : listen.host
        let bracketed = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        return "\(tls == nil ? "http" : "https")://\(bracketed):\(listen.port)"
    }

    /// CONTRACT.md's numbers.
    public static let defaultLimits: [LimitClass: RateLimitRule] = [
        .ops: RateLimitRule(count: 5, windowSeconds: 60),
        .actuation: RateLimitRule(count: 10, windowSeconds: 60),
        .incident: RateLimitRule(count: 20, windowSeconds: 60),
        .alerts: RateLimitRule(count: 20, windowSeconds: 60),
        .general: RateLimitRule(count: 100, windowSeconds: 60),
        .auth: RateLimitRule(count: 30, windowSeconds: 60),
        .work: RateLimitRule(count: 100, windowSeconds: 60),
        .probe: RateLimitRule(count: 600, windowSeconds: 60),
        .metrics: RateLimitRule(count: 600, windowSeconds: 60),
        .query: RateLimitRule(count: 600, windowSeconds: 60),
        .resume: RateLimitRule(count: 60, windowSeconds: 60),
        .local: RateLimitRule(count: 1200, windowSeconds: 60),
    ]
}

/// A host and a TCP port.
public struct ListenAddress: Equatable, Sendable {
    public var host: String
    public var port: Int

    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }
}

/// A name and a password at the broker.
public struct BrokerAccount: Sendable {
    public var username: String
    public var password: Secret

    public init(username: String, password: Secret) {
        self.username = username
        self.password = password
    }
}

/// Where the broker is (`MQTT_URL`).
public struct BrokerSettings: Sendable {
    public var host: String
    public var port: Int
    public var account: BrokerAccount?
    public var tls: Bool
    /// PEM: authorities to trust in place of the system's.
    public var caFile: String?
    /// PEM: our own certificate and its key, for a broker that asks for one.
    public var certificateFile: String?
    public var keyFile: String?

    public init(host: String, port: Int, account: BrokerAccount? = nil, tls: Bool = false) {
        self.host = host
        self.port = port
        self.account = account
        self.tls = tls
    }
}

/// The one upstream provider (CONTRACT rows A10, A15, D5, D6).
public struct UpstreamSettings: Sendable {
    public var name: String
    /// `http(s)://host:port`, without a path.
    public var url: String
    public var model: String?
    public var connectTimeout = Duration.seconds(5)
    public var readTimeout = Duration.seconds(30)
    /// Calls in the breaker's window before its ratio counts.
    public var breakerMinimumCalls = 10
    public var breakerFailureRatio = 0.5
    /// Outcomes older than this do not count.
    public var breakerWindowSeconds = 30.0
    public var breakerOpenSeconds = 15.0

    public init(name: String, url: String, model: String? = nil) {
        self.name = name
        self.url = url
        self.model = model
    }
}

/// What the four graphs ask and over how long.
public struct PaneSettings: Sendable {
    /// The rate window as PromQL writes it.
    public var window = "1m"
    public var stepSeconds = 5.0
    /// How often rule groups without an interval of their own are evaluated.
    public var evaluationSeconds = 5.0
    /// What the screen says of the rules; nil: where they come from.
    public var rulesNote: String?

    public init() {}
}
