/// A time in ticks of a clock and a fraction of one tick, exact: the fraction is a numerator over the rule's count.
struct CellTime: Comparable, Sendable {
    var ticks: Int64
    /// From 0 to the rule's count, exclusive.
    var fraction: Int64 = 0

    static func < (a: CellTime, b: CellTime) -> Bool { (a.ticks, a.fraction) < (b.ticks, b.fraction) }

    /// One cell later: by window / count.
    func after(_ rule: RateLimitRule, ticksPerSecond: Int64 = 1_000_000_000) -> CellTime {
        let (whole, rest) = (Int64(rule.windowSeconds) * ticksPerSecond).quotientAndRemainder(
            dividingBy: Int64(rule.count))
        var next = CellTime(ticks: ticks + whole, fraction: fraction + rest)
        if next.fraction >= Int64(rule.count) {
            next.ticks += 1
            next.fraction -= Int64(rule.count)
        }
        return next
    }

    /// True where this time is no more than `window` ticks after `now`.
    func isWithin(_ window: Int64, of now: Int64) -> Bool { self <= CellTime(ticks: now + window) }

    /// As a length of time: whole seconds, rounded up, none below 0.
    func wholeSeconds(_ ticksPerSecond: Int64) -> Int {
        let up = ticks + (fraction > 0 ? 1 : 0)
        return up <= 0 ? 0 : Int((up + ticksPerSecond - 1) / ticksPerSecond)
    }
}
