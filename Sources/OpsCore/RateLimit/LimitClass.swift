/// Which limit a route falls under (CONTRACT rows A5, C2, D4).
public enum LimitClass: String, Codable, CaseIterable, Sendable {
    /// `/ops/*`: 5 a minute a caller.
    case ops
    /// Valve actuation: 10 a minute an address.
    case actuation
    /// Incident and alert mutations: 20 a minute an address.
    case incident
    /// `/v1/alerts`: 20 a minute.
    case alerts
    /// Everything else that is public: 100 a minute an address.
    case general
    /// Requests refused for their key or for the want of one: 30 a minute an address.
    case auth
    /// Tenant work (jobs, leads): 100 a minute a key.
    case work
    /// A stream that goes on where it broke off (`Last-Event-ID`): 60 a minute a caller, so that a flapping link does not
    /// lock out the person who is needed. A new stream counts as ``ops``.
    case resume
    /// `/health`, `/livez`, `/readyz`: 600 a minute an address.
    case probe
    /// `/metrics`: 600 a minute an address, so that no scraper locks out a person.
    case metrics
    /// `/api/v1/*`, Prometheus' read API: 600 a minute an address.
    case query
    /// Callers on the Unix socket: 1,200 a minute.
    case local
    /// `stop` and `safe`.
    case exempt

    /// True where requests are counted by their address, whoever sends them; the rest count by caller: key, local user, or
    /// address where there is neither.
    public var isByAddress: Bool {
        switch self {
        case .actuation, .incident, .general, .auth, .probe, .metrics, .query: true
        case .ops, .alerts, .work, .resume, .local, .exempt: false
        }
    }

    /// Its place among all classes, from 0.
    public var number: Int { Self.numbers[self] ?? 0 }

    private static let numbers = Dictionary(uniqueKeysWithValues: zip(allCases, 0...))
}

/// `count` requests in any `windowSeconds`.
public struct RateLimitRule: Codable, Equatable, Sendable {
    /// How many requests a window admits.
    public var count: Int
    /// The window's length.
    public var windowSeconds: Int

    public init(count: Int, windowSeconds: Int) {
        self.count = count
        self.windowSeconds = windowSeconds
    }
}

/// A limiter's answer to one request.
public struct RateLimitDecision: Equatable, Sendable {
    /// Which limiter decided; `off` where none did.
    public enum Mode: String, Codable, Sendable { case redis, local, off }

    /// Whether the request may go on.
    public var allowed: Bool
    /// The rule's count.
    public var limit: Int
    /// How many more would be admitted now.
    public var remaining: Int
    /// Whole seconds until the whole allowance is back.
    public var resetSeconds: Int
    /// Whole seconds until a request would be allowed; nil where this one was.
    public var retryAfterSeconds: Int?
    /// The rule's window.
    public var windowSeconds: Int
    /// Which limiter decided.
    public var mode: Mode

    public init(
        allowed: Bool, limit: Int, remaining: Int, resetSeconds: Int, retryAfterSeconds: Int?, windowSeconds: Int,
        mode: Mode
    ) {
        self.allowed = allowed
        self.limit = limit
        self.remaining = remaining
        self.resetSeconds = resetSeconds
        self.retryAfterSeconds = retryAfterSeconds
        self.windowSeconds = windowSeconds
        self.mode = mode
    }
}
