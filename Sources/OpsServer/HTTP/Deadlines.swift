import OpsCore

/// Deadlines that are nearly always called off: to set one and to call it off costs no task and no timer.
///
/// One task sleeps until the earliest deadline that was known when it fell asleep, and looks again; so a busy server is
/// woken once a time-out, an idle one not at all. Bounded by what calls it: one deadline a request in flight.
final class Deadlines: Sendable {
    static let shared = Deadlines()

    private struct Entry {
        var at: MonotonicTime
        var expire: @Sendable () -> Void
    }

    private struct State {
        var next: UInt64 = 0
        var entries: [UInt64: Entry] = [:]
        /// When the sleeper that wakes first looks again.
        var wake: MonotonicTime?
    }

    private let state = Guarded(State())
    private let clock = SystemClock()

    /// Calls `expire` once after `duration`, unless it is removed before.
    func add(after duration: Duration, _ expire: @escaping @Sendable () -> Void) -> UInt64 {
        let at = clock.monotonic.advanced(by: duration)
        let (id, needsSleeper) = state.with { state in
            state.next += 1
            state.entries[state.next] = Entry(at: at, expire: expire)
            let isEarlier = state.wake.map { at < $0 } ?? true
            if isEarlier { state.wake = at }
            return (state.next, isEarlier)
        }
        if needsSleeper { sleep(until: at) }
        return id
    }

    /// Calls it off; harmless when it has expired.
    func remove(_ id: UInt64) {
        // What the closure holds is let go of outside of the lock.
        _ = state.with { $0.entries.removeValue(forKey: id) }
    }

    private func sleep(until time: MonotonicTime) {
        let wait = time.duration(since: clock.monotonic)
        Task.detached { [self] in
            try? await Task.sleep(for: max(wait, .zero), tolerance: .milliseconds(1))
            look(since: time)
        }
    }

    private func look(since planned: MonotonicTime) {
        let now = max(clock.monotonic, planned)
        let (expired, next) = state.with { state -> ([Entry], MonotonicTime?) in
            let expired = state.entries.filter { $0.value.at <= now }
            for id in expired.keys { state.entries[id] = nil }
            // A sleeper with an earlier time took over; that one looks again.
            guard state.wake == planned else { return (Array(expired.values), nil) }
            state.wake = state.entries.values.map(\.at).min()
            return (Array(expired.values), state.wake)
        }
        if let next { sleep(until: next) }
        for entry in expired { entry.expire() }
    }
}
