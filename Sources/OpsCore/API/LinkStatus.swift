/// The things a server depends on, each with a link of its own.
public enum LinkName: String, Codable, CaseIterable, Sendable {
    case stream, mqtt, redis, database
    /// An existing Prometheus that is asked in place of the embedded series; listed only where one is configured.
    case prometheus
}

/// How a link is.
public enum LinkState: String, Codable, CaseIterable, Sendable {
    case ok, degraded, down
    /// Not configured.
    case off
}

/// A link's state and when it last carried data.
public struct LinkStatus: Codable, Equatable, Sendable {
    public var name: LinkName
    public var state: LinkState
    /// When the link last carried data, by the server's clock; nil where it never did.
    public var lastSeenAt: WallTime?
    /// What a person should know: the error, or the address (without credentials).
    public var detail: String?
    /// The newest round trip, milliseconds; only of links that measure it.
    public var roundTripMs: Double?

    public init(name: LinkName, state: LinkState, lastSeenAt: WallTime? = nil, detail: String? = nil) {
        self.name = name
        self.state = state
        self.lastSeenAt = lastSeenAt
        self.detail = detail
    }
}
