/// A point on a clock that never goes back and has no date: for time-outs, ages and rates inside one process.
public struct MonotonicTime: Hashable, Comparable, Sendable {
    public var nanoseconds: Int64

    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    public static func < (a: MonotonicTime, b: MonotonicTime) -> Bool { a.nanoseconds < b.nanoseconds }

    /// This time plus `duration`.
    public func advanced(by duration: Duration) -> MonotonicTime {
        // A rule file may wait for a thousand years, which nanoseconds cannot count.
        let parts = duration.components
        let (whole, isTooLong) = parts.seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overflows) = nanoseconds.addingReportingOverflow(whole)
        let (all, isPast) = sum.addingReportingOverflow(parts.attoseconds / 1_000_000_000)
        guard isTooLong || overflows || isPast else { return MonotonicTime(nanoseconds: all) }
        return MonotonicTime(nanoseconds: parts.seconds < 0 ? .min : .max)
    }

    /// How long after `earlier` this time is; negative where `earlier` is later.
    public func duration(since earlier: MonotonicTime) -> Duration {
        .nanoseconds(nanoseconds - earlier.nanoseconds)
    }

    /// ``duration(since:)`` in seconds.
    public func seconds(since earlier: MonotonicTime) -> Double {
        Double(nanoseconds - earlier.nanoseconds) / 1e9
    }
}
