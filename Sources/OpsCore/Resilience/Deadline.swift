/// The time at which somebody stops waiting; handed down so that no step inside waits longer than the whole may.
public struct Deadline: Hashable, Comparable, Sendable {
    /// When waiting ends.
    public var time: MonotonicTime

    public init(_ time: MonotonicTime) { self.time = time }

    /// `duration` from `now`.
    public init(after duration: Duration, from now: MonotonicTime) { time = now.advanced(by: duration) }

    /// What is left; never negative.
    public func remaining(at now: MonotonicTime) -> Duration { max(.zero, time.duration(since: now)) }

    /// Whether it has passed.
    public func isOver(at now: MonotonicTime) -> Bool { now >= time }

    /// The earlier of this and `duration` from `now`: the time limit of one step.
    public func capped(at duration: Duration, from now: MonotonicTime) -> Deadline {
        min(self, Deadline(after: duration, from: now))
    }

    public static func < (a: Deadline, b: Deadline) -> Bool { a.time < b.time }
}
