extension CircuitBreaker {
    /// When a breaker opens and how it closes again.
    public struct Settings: Equatable, Sendable {
        /// Outcomes older than this do not count.
        public var window: Duration
        /// Fewer calls than this in the window never open it.
        public var minimumCalls: Int
        /// 0 … 1: at this ratio of failures it opens.
        public var failureRatio: Double
        /// How long it stays open at least.
        public var openFor: Duration
        /// 0 … 1: by how much of `openFor` chance may lengthen it, so that many servers do not probe at once.
        public var jitter: Double
        /// How many calls must succeed in half-open, and how many may be under way then.
        public var probes: Int
        /// After this a probe without an outcome is given up.
        public var probeTimeout: Duration

        public init(
            window: Duration = .seconds(30), minimumCalls: Int = 10, failureRatio: Double = 0.5,
            openFor: Duration = .seconds(15), jitter: Double = 0.1, probes: Int = 1,
            probeTimeout: Duration = .seconds(30)
        ) {
            self.window = max(window, .milliseconds(10))
            self.minimumCalls = max(1, minimumCalls)
            self.failureRatio = min(max(failureRatio, 0), 1)
            self.openFor = max(openFor, .zero)
            self.jitter = min(max(jitter, 0), 1)
            self.probes = max(1, probes)
            self.probeTimeout = max(probeTimeout, .milliseconds(1))
        }
    }

    /// Ties an outcome to the state in which its call was allowed.
    public struct Pass: Equatable, Sendable {
        let generation: UInt64
    }

    /// The answer to a wish to call.
    public struct Admission: Equatable, Sendable {
        /// Nil where the call is refused.
        public var pass: Pass?
        /// Where refused: after this the next attempt makes sense.
        public var retryAfter: Duration?
        /// The change of state that asking made: open → half-open.
        public var transition: Transition?

        /// Whether the call may be made.
        public var isAllowed: Bool { pass != nil }
    }

    /// How a call ended.
    public enum CallOutcome: Equatable, Sendable {
        case success, failure
        /// The caller went away first: says nothing about the upstream.
        case cancelled
    }

    /// A change of state.
    public struct Transition: Equatable, Sendable {
        /// The state that was left.
        public var from: BreakerState
        /// The state that was entered.
        public var to: BreakerState
        /// When.
        public var at: MonotonicTime
    }
}
