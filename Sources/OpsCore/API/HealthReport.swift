/// How one part is.
public enum HealthState: String, Codable, CaseIterable, Comparable, Sendable {
    case ok, degraded, down

    private var rank: Int { self == .ok ? 0 : self == .degraded ? 1 : 2 }

    public static func < (a: HealthState, b: HealthState) -> Bool { a.rank < b.rank }
}

/// `GET /livez`: the process answers.
public struct LivenessReport: Codable, Equatable, Sendable {
    /// Always `ok`: whoever cannot say so does not answer.
    public var status = HealthState.ok

    public init() {}
}

/// `GET /health` (CONTRACT row C3).
public struct HealthReport: Codable, Equatable, Sendable {
    public var status: HealthState
    /// `database`, `mqtt` and `event_bus` always, `redis` and `upstream` where they are configured. Without a broker
    /// `mqtt` is `ok`: nothing that was asked for is missing.
    public var checks: [String: HealthState]
    public var uptimeSec: Double
    public var version: String

    /// The overall status is `down` where the database is, else the worst of the parts, at most `degraded`.
    public init(checks: [String: HealthState], uptimeSec: Double, version: String) {
        let worst = checks.values.max() ?? .ok
        status = checks["database"] == .down ? .down : min(worst, .degraded)
        self.checks = checks
        self.uptimeSec = uptimeSec
        self.version = version
    }
}
