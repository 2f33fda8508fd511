import OpsCore
import Testing

@Suite struct CircuitBreakerTests {
    private let settings = CircuitBreaker.Settings(
        window: .seconds(10), minimumCalls: 4, failureRatio: 0.5, openFor: .seconds(15), jitter: 0.2,
        probeTimeout: .seconds(5))

    private func opened() -> CircuitBreaker {
        var breaker = CircuitBreaker(settings: settings, seed: 1)
        for _ in 0..<4 { breaker.record(.failure, at: at(0)) }
        return breaker
    }

    @Test(arguments: [
        ([true, true, true], BreakerState.closed),
        ([true, true, true, true], .open),
        ([true, false, true, false], .closed),
        ([false, false, true, true], .open),
        ([false, false, false, true, true], .closed),
        ([false, false, false, false], .closed),
    ])
    func opensAtTheRatioOnceThereAreEnoughCalls(failures: [Bool], state: BreakerState) {
        var breaker = CircuitBreaker(settings: settings, seed: 1)
        for failed in failures { breaker.record(failed ? .failure : .success, at: at(1)) }
        #expect(breaker.state == state)
    }

    @Test func oldOutcomesLeaveTheWindow() {
        var breaker = CircuitBreaker(settings: settings, seed: 1)
        for _ in 0..<3 { breaker.record(.failure, at: at(0)) }
        #expect(breaker.record(.failure, at: at(11)) == nil)
        #expect(breaker.state == .closed)
        #expect(breaker.status(name: "x", now: at(11), wall: wall(11)).failureRatio == 1)
        #expect(breaker.status(name: "x", now: at(30), wall: wall(30)).failureRatio == nil)
    }

    @Test func openRefusesUntilItsDelayIsOverAndThenProbesOnce() {
        var breaker = opened()
        let refused = breaker.allow(at: at(1))
        #expect(!refused.isAllowed)
        let wait = refused.retryAfter ?? .zero
        #expect(wait >= .seconds(14) && wait <= .seconds(17))
        let probe = breaker.allow(at: at(1).advanced(by: wait))
        #expect(probe.isAllowed)
        #expect(probe.transition?.from == .open)
        #expect(probe.transition?.to == .halfOpen)
        #expect(!breaker.allow(at: at(19)).isAllowed)
    }

    @Test func theProbeDecides() {
        var good = opened()
        let pass = good.allow(at: at(20)).pass
        #expect(good.record(.success, of: pass, at: at(21))?.to == .closed)
        #expect(good.allow(at: at(21)).isAllowed)
        #expect(good.status(name: "x", now: at(21), wall: wall(21)).failureRatio == nil, "a closed one starts anew")

        var bad = opened()
        let second = bad.allow(at: at(20)).pass
        #expect(bad.record(.failure, of: second, at: at(21))?.to == .open)
        #expect(!bad.allow(at: at(35)).isAllowed)
        #expect(bad.allow(at: at(39.1)).isAllowed)
    }

    @Test func lateOutcomesFromBeforeAreIgnored() {
        var breaker = CircuitBreaker(settings: settings, seed: 1)
        let early = breaker.allow(at: at(0)).pass
        for _ in 0..<4 { breaker.record(.failure, at: at(0)) }
        let probe = breaker.allow(at: at(20)).pass
        #expect(breaker.record(.success, of: early, at: at(20)) == nil)
        #expect(breaker.state == .halfOpen)
        #expect(breaker.record(.success, of: probe, at: at(20))?.to == .closed)
    }

    @Test func aProbeThatIsCancelledOrLostMakesRoomForAnother() {
        var breaker = opened()
        let first = breaker.allow(at: at(20)).pass
        breaker.record(.cancelled, of: first, at: at(20.5))
        #expect(breaker.allow(at: at(20.6)).isAllowed)
        #expect(!breaker.allow(at: at(25)).isAllowed)
        #expect(breaker.allow(at: at(25.7)).isAllowed)
    }

    @Test func severalProbesWhereConfigured() {
        var settings = settings
        settings.probes = 2
        var breaker = CircuitBreaker(settings: settings, seed: 1)
        for _ in 0..<4 { breaker.record(.failure, at: at(0)) }
        let passes = (0..<3).map { _ in breaker.allow(at: at(20)).pass }
        #expect(passes.map { $0 != nil } == [true, true, false])
        #expect(breaker.record(.success, of: passes[0], at: at(20)) == nil)
        #expect(!breaker.allow(at: at(20)).isAllowed)
        #expect(breaker.record(.success, of: passes[1], at: at(20))?.to == .closed)
    }

    @Test func theStatusNamesWallTimes() {
        let status = opened().status(name: "enrich", now: at(1), wall: wall(1))
        #expect(status.state == .open)
        #expect(status.since == wall(0))
        #expect(status.retryAt.map { $0 >= wall(15) && $0 <= wall(18) } == true)
        #expect(status.failureRatio == 1)
    }
}
