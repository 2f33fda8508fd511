import OpsCore
import Testing

@Suite struct BackoffTests {
    @Test func theCeilingDoublesUpToTheCap() {
        var backoff = Backoff(base: .seconds(1), cap: .seconds(60))
        var random = SplitMix64(seed: 1)
        var ceilings: [Double] = []
        for _ in 0..<9 {
            ceilings.append(backoff.ceiling)
            let delay = backoff.next(using: &random)
            #expect(delay >= .milliseconds(50) && delay <= .seconds(60))
        }
        #expect(ceilings == [1, 2, 4, 8, 16, 32, 60, 60, 60])
    }

    @Test func thousandsOfAttemptsDoNotOverflow() {
        var backoff = Backoff(base: .seconds(1), cap: .seconds(60))
        var random = SplitMix64(seed: 2)
        for _ in 0..<5000 { #expect(backoff.next(using: &random) <= .seconds(60)) }
    }

    @Test func delaysUseTheWholeRange() {
        var random = SplitMix64(seed: 3)
        let delays = (0..<2000).map { _ in
            var backoff = Backoff(base: .seconds(8), cap: .seconds(60))
            return backoff.next(using: &random)
        }
        #expect((delays.min() ?? .zero) < .milliseconds(200))
        #expect((delays.max() ?? .zero) > .milliseconds(7800))
    }

    @Test(arguments: [(29.9, 3), (30.0, 0), (300.0, 0)])
    func onlyAStableConnectionStartsOver(lasted: Double, attempts: Int) {
        var backoff = Backoff()
        var random = SplitMix64(seed: 1)
        for _ in 0..<3 { _ = backoff.next(using: &random) }
        backoff.connected(at: at(0))
        backoff.lost(at: at(lasted))
        #expect(backoff.attempts == attempts)
    }
}

@Suite struct RetryPolicyTests {
    private func delay(_ attempt: Int, _ failure: RetryPolicy.Failure, left: Double, seed: UInt64 = 1) -> Duration? {
        var random = SplitMix64(seed: seed)
        return RetryPolicy().delay(
            afterAttempt: attempt, failure: failure, deadline: Deadline(at(left)), now: at(0), using: &random)
    }

    @Test func retriesTimeoutsAloneAndTwiceAtMost() {
        #expect(delay(1, .timeout, left: 100) != nil)
        #expect(delay(2, .timeout, left: 100) != nil)
        #expect(delay(3, .timeout, left: 100) == nil)
        #expect(delay(1, .other, left: 100) == nil)
    }

    @Test func neverWaitsPastTheDeadline() {
        #expect(delay(1, .timeout, left: 1) == nil)
        for seed in 0..<200 as Range<UInt64> {
            if let delay = delay(2, .timeout, left: 2.5, seed: seed) { #expect(delay < .seconds(2.5)) }
        }
    }

    @Test func delaysLieBetweenOneAndTenSeconds() {
        var random = SplitMix64(seed: 4)
        let policy = RetryPolicy(attempts: 20)
        for attempt in 1..<20 {
            let delay = policy.delay(
                afterAttempt: attempt, failure: .timeout, deadline: Deadline(at(1000)), now: at(0), using: &random)
            #expect(delay.map { $0 >= .seconds(1) && $0 <= .seconds(10) } == true)
        }
    }

    @Test func aDeadlineHasNoNegativeRest() {
        let deadline = Deadline(after: .seconds(5), from: at(0))
        #expect(deadline.remaining(at: at(2)) == .seconds(3))
        #expect(deadline.remaining(at: at(9)) == .zero)
        #expect(deadline.isOver(at: at(5)))
        #expect(deadline.capped(at: .seconds(1), from: at(0)) < deadline)
        #expect(deadline.capped(at: .seconds(60), from: at(0)) == deadline)
    }
}
