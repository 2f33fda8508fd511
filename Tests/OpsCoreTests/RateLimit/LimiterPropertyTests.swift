import OpsCore
import Testing

/// Random schedules against the definition: count what was admitted in every window that begins at an admission.
@Suite struct LimiterPropertyTests {
    /// Exact: no window holds more than the count. With the next test: 1,000,000 schedules.
    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func noWindowHoldsMoreThanTheCount(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<100_000 {
            let rule = Schedule.rule(&random)
            var log = SlidingLog(rule: rule)
            var admitted = AdmittedTimes()
            Schedule.run(rule, &random) { if log.admit(at: $0).allowed { admitted.append($0) } }
            guard admitted.most(within: rule.windowSeconds) > rule.count else { continue }
            Issue.record("more than \(rule) admitted: \(admitted.nanoseconds)")
            return
        }
    }

    /// GCRA's bound, which docs/rate-limits.md proves: n ≤ count · (1 + span / window) for every pair of admissions.
    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func theCellRateStaysWithinItsBound(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<100_000 {
            let rule = Schedule.rule(&random)
            var gcra = GCRA(rule: rule)
            var admitted = AdmittedTimes()
            Schedule.run(rule, &random) { if gcra.admit(at: $0).allowed { admitted.append($0) } }
            if admitted.isWithinCellRate(rule), admitted.most(within: rule.windowSeconds) < 2 * rule.count { continue }
            Issue.record("more than the bound of \(rule) admitted: \(admitted.nanoseconds)")
            return
        }
    }

    @Test func aLogRefusesOnlyWhereItMust() {
        var random = SplitMix64(seed: 9)
        for _ in 0..<2000 {
            let rule = Schedule.rule(&random)
            let window = Int64(rule.windowSeconds) * 1_000_000_000
            var log = SlidingLog(rule: rule)
            var admitted: [Int64] = []
            Schedule.run(rule, &random) { time in
                let recent = admitted.filter { time.nanoseconds - $0 < window }.count
                let allowed = log.admit(at: time).allowed
                #expect(allowed == (recent < rule.count))
                if allowed { admitted.append(time.nanoseconds) }
            }
        }
    }

    /// Who waits exactly as long as told is admitted, and the wait is never 0.
    @Test(arguments: [1, 2] as [UInt64])
    func waitingAsToldIsEnough(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for round in 0..<5000 {
            let rule = Schedule.rule(&random)
            var log = SlidingLog(rule: rule)
            var gcra = GCRA(rule: rule)
            let usesLog = round.isMultiple(of: 2)
            Schedule.run(rule, &random) { time in
                let decision = usesLog ? log.admit(at: time) : gcra.admit(at: time)
                guard let wait = decision.retryAfterSeconds else { return }
                #expect(wait >= 1 && decision.remaining == 0)
                let then = time.advanced(by: .seconds(wait))
                #expect(usesLog ? log.standing(at: then).allowed : gcra.standing(at: then).allowed)
            }
        }
    }

    /// What a caller is told remains is what is admitted at once.
    @Test func whatRemainsIsAdmitted() {
        var random = SplitMix64(seed: 4)
        for round in 0..<2000 {
            let rule = Schedule.rule(&random)
            var log = SlidingLog(rule: rule)
            var gcra = GCRA(rule: rule)
            let usesLog = round.isMultiple(of: 2)
            var last = MonotonicTime(nanoseconds: 0)
            Schedule.run(rule, &random) {
                _ = usesLog ? log.admit(at: $0) : gcra.admit(at: $0)
                last = $0
            }
            let remaining = (usesLog ? log.standing(at: last) : gcra.standing(at: last)).remaining
            let admitted = (0...rule.count).filter { _ in (usesLog ? log.admit(at: last) : gcra.admit(at: last)).allowed
            }
            #expect(admitted.count == remaining)
        }
    }
}

/// Calls at random times: bursts, steps of one cell, pauses, many of them exactly a window long.
private enum Schedule {
    static func rule(_ random: inout SplitMix64) -> RateLimitRule {
        let bits = random.next()
        return RateLimitRule(count: 1 + Int(bits & 7), windowSeconds: 1 + Int(bits >> 8 & 3))
    }

    static func run(_ rule: RateLimitRule, _ random: inout SplitMix64, _ call: (MonotonicTime) -> Void) {
        let window = UInt64(rule.windowSeconds) * 1_000_000_000
        var time: UInt64 = 0
        var left = 4 + random.next() % 16
        while left > 0 {
            let bits = random.next()
            switch bits & 7 {
            case 0, 1, 2: break
            case 3: time += window
            case 4: time += window / UInt64(rule.count)
            case 5: time += (bits >> 8) % (window / 4)
            case 6: time += (bits >> 8) % (2 * window)
            default: time += window - 1
            }
            call(MonotonicTime(nanoseconds: Int64(time)))
            left -= 1
        }
    }
}

/// When requests were admitted, oldest first.
private struct AdmittedTimes {
    private(set) var nanoseconds: [Int64] = []

    mutating func append(_ time: MonotonicTime) { nanoseconds.append(time.nanoseconds) }

    /// The most in any `[t, t + window)`.
    func most(within windowSeconds: Int) -> Int {
        let window = Int64(windowSeconds) * 1_000_000_000
        var (most, first) = (0, 0)
        for last in 0..<nanoseconds.count {
            while nanoseconds[last] - nanoseconds[first] >= window { first += 1 }
            most = max(most, last - first + 1)
        }
        return most
    }

    /// n · window ≤ count · (window + span) for every run of n admissions.
    func isWithinCellRate(_ rule: RateLimitRule) -> Bool {
        let window = Int64(rule.windowSeconds) * 1_000_000_000
        for first in 0..<nanoseconds.count {
            for last in first..<nanoseconds.count {
                let span = nanoseconds[last] - nanoseconds[first]
                if Int64(last - first + 1) * window > Int64(rule.count) * (window + span) { return false }
            }
        }
        return true
    }
}
