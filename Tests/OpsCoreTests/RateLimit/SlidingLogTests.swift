import OpsCore
import Testing

@Suite struct SlidingLogTests {
    private let five = RateLimitRule(count: 5, windowSeconds: 60)

    @Test func theSixthWithinAMinuteIsRefusedAndToldWhenToComeBack() {
        var log = SlidingLog(rule: five)
        for second in 0..<5 { #expect(log.admit(at: at(Double(second))).allowed) }
        let refused = log.admit(at: at(10.5))
        #expect(
            refused
                == RateLimitDecision(
                    allowed: false, limit: 5, remaining: 0, resetSeconds: 54, retryAfterSeconds: 50, windowSeconds: 60,
                    mode: .local))
        #expect(!log.admit(at: at(59.999_999)).allowed)
        #expect(log.admit(at: at(60)).allowed)
        #expect(!log.admit(at: at(60.5)).allowed)
        #expect(log.admit(at: at(61)).allowed)
    }

    @Test func comingBackWhenToldIsAdmitted() {
        var log = SlidingLog(rule: five)
        for _ in 0..<5 { _ = log.admit(at: at(0.3)) }
        let wait = log.admit(at: at(17.9)).retryAfterSeconds ?? 0
        #expect(log.admit(at: at(17.9 + Double(wait))).allowed)
    }

    @Test func countsDownWhatRemains() {
        var log = SlidingLog(rule: five)
        #expect((0..<6).map { log.admit(at: at(Double($0) / 10)).remaining } == [4, 3, 2, 1, 0, 0])
    }

    @Test func refusedRequestsDoNotProlongTheWait() {
        var log = SlidingLog(rule: five)
        for _ in 0..<5 { _ = log.admit(at: at(0)) }
        for second in 1..<60 { #expect(!log.admit(at: at(Double(second))).allowed) }
        #expect(log.admit(at: at(60)).allowed)
    }

    @Test func aClockThatStepsBackAdmitsNoMore() {
        var log = SlidingLog(rule: five)
        for _ in 0..<5 { _ = log.admit(at: at(100)) }
        #expect(!log.admit(at: at(0)).allowed)
        #expect(!log.admit(at: at(159)).allowed)
        #expect(log.admit(at: at(160)).allowed)
    }

    @Test func recordingBeyondTheBoundKeepsTheNewest() {
        var log = SlidingLog(rule: RateLimitRule(count: 2, windowSeconds: 10))
        for second in 0..<4 { log.record(at: at(Double(second))) }
        #expect(!log.admit(at: at(11.9)).allowed)
        #expect(log.admit(at: at(12)).allowed)
        #expect(!log.isIdle(at: at(21.9)))
        #expect(log.isIdle(at: at(22)))
    }
}
