/// A circuit breaker's state.
public enum BreakerState: String, Codable, CaseIterable, Sendable {
    case closed, open, halfOpen = "half_open"
}

/// A circuit breaker, for the pane.
public struct BreakerStatus: Codable, Equatable, Sendable {
    public var name: String
    public var state: BreakerState
    /// Failures over calls in the breaker's window; nil where there were no calls.
    public var failureRatio: Double?
    /// When an open breaker lets the next probe through.
    public var retryAt: WallTime?
    public var since: WallTime?

    public init(name: String, state: BreakerState) {
        self.name = name
        self.state = state
    }
}

/// Whether a tenant's keys work.
public enum KeyState: String, Codable, CaseIterable, Sendable {
    case active, paused, revoked
}

/// A tenant and its traffic; never a key, nor its hash.
public struct TenantStatus: Codable, Equatable, Sendable {
    public var name: String
    public var state: KeyState
    public var keyCount: Int
    public var requestRatePerSecond: Double?
    /// 0 … 1: answers with a status of 500 or more over all answers.
    public var errorRatio: Double?

    public init(name: String, state: KeyState, keyCount: Int) {
        self.name = name
        self.state = state
        self.keyCount = keyCount
    }
}

/// The job queue.
public struct QueueStatus: Codable, Equatable, Sendable {
    public var depth: Int = 0
    public var limit: Int = 0
    public var running: Int = 0
    public var oldestEnqueuedAt: WallTime?

    public init() {}
}

/// How fast an error budget burns over one window, and how much of that window is known.
public struct SLOBurn: Codable, Equatable, Sendable {
    /// As Prometheus writes it: `5m`, `1h`, `3d`.
    public var window: String
    /// How many times faster than the budget allows; 0 where nothing happened.
    public var rate: Double
    /// The part of the window that was observed, 0 to 1.
    public var knownRatio: Double

    public init(window: String, rate: Double, knownRatio: Double) {
        self.window = window
        self.rate = rate
        self.knownRatio = knownRatio
    }
}

/// Who is told that a budget burns.
public enum SLOSeverity: String, Codable, Equatable, Sendable, CaseIterable {
    /// Somebody is woken.
    case page
    /// Somebody looks at it in the day.
    case ticket
}

/// A service level objective and its error budget.
public struct SLOStatus: Codable, Equatable, Sendable {
    public var name: String
    /// 0.999 for 99.9 %.
    public var objective: Double
    /// The time it is measured over.
    public var windowSec: Double?
    /// How much of that was observed: the ratio and the budget are those of this time, nothing is extrapolated.
    public var windowKnownSec: Double?
    /// What was reached over the window; nil without data.
    public var ratio: Double?
    /// 1 untouched … 0 spent, negative where overspent.
    public var budgetLeftRatio: Double?
    /// How fast the budget burns now: the lesser of the last five minutes' rate and the last hour's.
    public var burnRate: Double?
    /// When the whole window's budget is spent at the latest if it goes on burning like that: what is not known of the
    /// window counts as without errors. 0 where it is spent, nil where nothing burns.
    public var exhaustedInSec: Double?
    /// Set while a pair of windows burns faster than its factor.
    public var burning: SLOSeverity?
    /// The rates of the alerts' windows, shortest first.
    public var burns: [SLOBurn] = []

    public init(name: String, objective: Double) {
        self.name = name
        self.objective = objective
    }
}
