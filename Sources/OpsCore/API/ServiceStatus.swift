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

/// A service level objective's error budget.
public struct SLOStatus: Codable, Equatable, Sendable {
    public var name: String
    /// 0.999 for 99.9 %.
    public var objective: Double
    /// What was reached over the window; nil without data.
    public var ratio: Double?
    /// 1 untouched … 0 spent, negative where overspent.
    public var budgetLeftRatio: Double?

    public init(name: String, objective: Double) {
        self.name = name
        self.objective = objective
    }
}
