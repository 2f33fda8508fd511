/// A circuit breaker: lets calls through while an upstream answers, refuses them at once after too many failures, and
/// tries it again with a probe after a delay.
///
/// Closed → open where, within the window, at least `minimumCalls` ended and `failureRatio` of them failed. Open →
/// half-open at the first call after the delay; it and at most `probes - 1` more go through. Half-open → closed once
/// `probes` succeeded; → open, with a new delay, once one failed. A probe that never reports is given up after
/// `probeTimeout`. Outcomes of calls from before the last change of state are ignored.
public struct CircuitBreaker: Sendable {
    /// When it opens and closes.
    public let settings: Settings
    /// Changes by ``allow(at:)`` and ``record(_:of:at:)`` alone, never by time.
    public private(set) var state = BreakerState.closed
    /// When the state was entered; nil before the first change.
    public private(set) var since: MonotonicTime?
    private var calls: CallWindow
    private var generation: UInt64 = 0
    private var retryAt: MonotonicTime?
    private var probesOut: [MonotonicTime] = []
    private var probesPassed = 0
    private var random: SplitMix64

    /// `seed` decides the jitter.
    public init(settings: Settings = Settings(), seed: UInt64 = UInt64.random(in: .min ... .max)) {
        self.settings = settings
        calls = CallWindow(length: settings.window)
        random = SplitMix64(seed: seed)
    }

    /// Asks to make one call at `now`. An allowed call must be recorded with its pass.
    public mutating func allow(at now: MonotonicTime) -> Admission {
        switch state {
        case .closed: return Admission(pass: Pass(generation: generation))
        case .open:
            if let retryAt, now < retryAt { return Admission(retryAfter: retryAt.duration(since: now)) }
            let transition = enter(.halfOpen, at: now)
            probesOut = [now]
            return Admission(pass: Pass(generation: generation), transition: transition)
        case .halfOpen: return allowProbe(at: now)
        }
    }

    /// Tells how a call ended. `pass` is what ``allow(at:)`` gave for it; without one the call counts as made in the
    /// present state. Returns the change of state that this made, if any.
    @discardableResult
    public mutating func record(_ outcome: CallOutcome, of pass: Pass? = nil, at now: MonotonicTime) -> Transition? {
        if let pass, pass.generation != generation { return nil }
        switch state {
        case .open: return nil
        case .closed: return recordClosed(outcome, at: now)
        case .halfOpen: return recordProbe(outcome, at: now)
        }
    }

    /// Opens at `now`, whatever the ratio, on evidence that is no single call's outcome. Nil where it is open already.
    public mutating func trip(at now: MonotonicTime) -> Transition? { state == .open ? nil : open(at: now) }

    /// For the pane: the ratio over the window up to `now`, and when the next probe may go, by the wall clock that
    /// shows `wall` at `now`.
    public func status(name: String, now: MonotonicTime, wall: WallTime) -> BreakerStatus {
        var status = BreakerStatus(name: name, state: state)
        status.failureRatio = calls.counts(at: now).ratio
        status.retryAt = state == .open ? retryAt.map { wall.advanced(seconds: $0.seconds(since: now)) } : nil
        status.since = since.map { wall.advanced(seconds: $0.seconds(since: now)) }
        return status
    }

    private mutating func recordClosed(_ outcome: CallOutcome, at now: MonotonicTime) -> Transition? {
        guard outcome != .cancelled else { return nil }
        calls.add(failed: outcome == .failure, at: now)
        let counts = calls.counts(at: now)
        guard outcome == .failure, counts.calls >= settings.minimumCalls, let ratio = counts.ratio,
            ratio >= settings.failureRatio
        else { return nil }
        return open(at: now)
    }

    private mutating func allowProbe(at now: MonotonicTime) -> Admission {
        probesOut.removeAll { now.duration(since: $0) >= settings.probeTimeout }
        guard probesOut.count + probesPassed < settings.probes else {
            let first = probesOut.first ?? now
            return Admission(retryAfter: first.advanced(by: settings.probeTimeout).duration(since: now))
        }
        probesOut.append(now)
        return Admission(pass: Pass(generation: generation))
    }

    private mutating func recordProbe(_ outcome: CallOutcome, at now: MonotonicTime) -> Transition? {
        if !probesOut.isEmpty { probesOut.removeFirst() }
        switch outcome {
        case .cancelled: return nil
        case .failure: return open(at: now)
        case .success:
            probesPassed += 1
            return probesPassed >= settings.probes ? enter(.closed, at: now) : nil
        }
    }

    private mutating func open(at now: MonotonicTime) -> Transition {
        let stretch = 1 + settings.jitter * Double.random(in: 0...1, using: &random)
        retryAt = now.advanced(by: settings.openFor * stretch)
        return enter(.open, at: now)
    }

    private mutating func enter(_ next: BreakerState, at now: MonotonicTime) -> Transition {
        let transition = Transition(from: state, to: next, at: now)
        state = next
        since = now
        generation += 1
        probesOut = []
        probesPassed = 0
        if next == .closed {
            retryAt = nil
            calls = CallWindow(length: settings.window)
        }
        return transition
    }
}
