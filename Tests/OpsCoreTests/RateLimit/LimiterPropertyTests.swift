import OpsCore
import Testing

/// Random schedules against the definition: count what was admitted in every window that begins at an admission.
@Suite struct LimiterPropertyTests {
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func noWindowHoldsMoreThanTheRuleAllows(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<5000 {
            let rule = RateLimitRule(
                count: .random(in: 1...12, using: &random), windowSeconds: .random(in: 1...10, using: &random))
            let admitted = run(SlidingLog(rule: rule), schedule: schedule(rule, &random)) { $0.admit(at: $1).allowed }
            let most = mostInAWindow(admitted, rule)
            guard most > rule.count else { continue }
            Issue.record("\(most) admitted within \(rule.windowSeconds) s under \(rule)")
            return
        }
    }

    @Test func aLogRefusesOnlyWhereItMust() {
        var random = SplitMix64(seed: 9)
        for _ in 0..<500 {
            let rule = RateLimitRule(count: .random(in: 1...6, using: &random), windowSeconds: 5)
            var log = SlidingLog(rule: rule)
            var admitted: [MonotonicTime] = []
            for time in schedule(rule, &random) {
                let recent = admitted.filter { time.nanoseconds - $0.nanoseconds < 5_000_000_000 }.count
                let allowed = log.admit(at: time).allowed
                #expect(allowed == (recent < rule.count))
                if allowed { admitted.append(time) }
            }
        }
    }

    @Test func theCellRateStaysWithinItsOwnBound() {
        var random = SplitMix64(seed: 5)
        for _ in 0..<500 {
            let rule = RateLimitRule(
                count: .random(in: 1...20, using: &random), windowSeconds: .random(in: 1...5, using: &random))
            let admitted = run(GCRA(rule: rule), schedule: schedule(rule, &random)) { $0.admit(at: $1).allowed }
            #expect(mostInAWindow(admitted, rule) <= 2 * rule.count)
            guard let first = admitted.first, let last = admitted.last else { continue }
            let windows = last.seconds(since: first) / Double(rule.windowSeconds)
            #expect(Double(admitted.count) <= Double(rule.count) * (windows + 1) + 1e-6)
        }
    }

    private func run<L>(
        _ limiter: L, schedule: [MonotonicTime], admit: (inout L, MonotonicTime) -> Bool
    ) -> [MonotonicTime] {
        var limiter = limiter
        return schedule.filter { admit(&limiter, $0) }
    }

    /// Bursts, steady stretches and pauses, many of them exactly a window long.
    private func schedule(_ rule: RateLimitRule, _ random: inout SplitMix64) -> [MonotonicTime] {
        var time = at(0)
        return (0..<Int.random(in: 5...60, using: &random)).map { _ in
            let window = Int64(rule.windowSeconds) * 1_000_000_000
            let gap: Int64 =
                switch Int.random(in: 0..<5, using: &random) {
                case 0: 0
                case 1: window
                case 2: window / Int64(rule.count)
                case 3: .random(in: 0...window / 4, using: &random)
                default: .random(in: 0...2 * window, using: &random)
                }
            time.nanoseconds += gap
            return time
        }
    }

    private func mostInAWindow(_ times: [MonotonicTime], _ rule: RateLimitRule) -> Int {
        let window = Int64(rule.windowSeconds) * 1_000_000_000
        return times.map { start in
            times.filter { (0..<window).contains($0.nanoseconds - start.nanoseconds) }.count
        }.max() ?? 0
    }
}
