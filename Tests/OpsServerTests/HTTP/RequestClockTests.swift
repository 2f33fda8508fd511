import NIOCore
import Testing

@testable import OpsServer

/// A connection's time as a table: events, then what a later moment means.
@Suite struct RequestClockTests {
    enum Step {
        case bytes(Int), head, body(Int), end, answered
    }

    private static let limits = {
        var limits = HTTPLimits()
        limits.idle = .seconds(30)
        limits.header = .seconds(10)
        limits.body = .seconds(20)
        limits.bodyGrace = .seconds(5)
        limits.bodyRate = 1_000
        limits.pipeline = 2
        return limits
    }()

    private func clock(_ steps: [Step]) -> RequestClock {
        let start = NIODeadline.uptimeNanoseconds(0)
        var clock = RequestClock(limits: Self.limits, at: start)
        for step in steps {
            switch step {
            case .bytes(let count): _ = clock.received(bytes: count, at: start)
            case .head: _ = clock.head(at: start)
            case .body(let count): clock.body(bytes: count)
            case .end: clock.end()
            case .answered: clock.answered(at: start)
            }
        }
        return clock
    }

    @Test(arguments: [
        ([Step](), 29.9, RequestClock.Verdict.wait), ([], 30, .close), ([.bytes(10)], 9.9, .wait),
        ([.bytes(10)], 10, .fault(.lateHeader)), ([.bytes(10), .bytes(10)], 10, .fault(.lateHeader)),
        ([.bytes(10), .head], 4.9, .wait), ([.bytes(10), .head], 5, .fault(.lateBody)),
        // 4,000 bytes buy four seconds more.
        ([.bytes(10), .head, .body(4_000)], 8.9, .wait), ([.bytes(10), .head, .body(4_000)], 9, .fault(.lateBody)),
        // No number of bytes buys more than the limit.
        ([.bytes(10), .head, .body(900_000)], 20, .fault(.lateBody)),
        // The server's own time is not the client's.
        ([.bytes(10), .head, .end], 3_600, .wait), ([.bytes(10), .head, .end, .answered], 30, .close),
        // The second of two requests is still at work.
        ([.bytes(10), .head, .end, .head, .end, .answered], 3_600, .wait),
    ])
    func deadlines(steps: [Step], seconds: Double, verdict: RequestClock.Verdict) {
        let now = NIODeadline.uptimeNanoseconds(UInt64(seconds * 1e9))
        #expect(clock(steps).verdict(at: now) == verdict)
    }

    @Test func aHeaderWithoutEndIsTooLarge() {
        var clock = clock([.bytes(20_000), .bytes(5_000)])
        #expect(clock.received(bytes: 1, at: .now()) == .fault(.headerTooLarge))
    }

    @Test func chunksMustHoldContent() {
        var wasteful = clock([.bytes(10), .head, .body(1), .bytes(65_600)])
        #expect(wasteful.received(bytes: 1, at: .now()) == .fault(.wastefulChunks))
        var honest = clock([.bytes(10), .head, .body(100_000), .bytes(600_000)])
        #expect(honest.received(bytes: 1, at: .now()) == .wait)
    }

    @Test func oneRequestTooManyInARow() {
        var clock = clock([.head, .end, .head, .end])
        #expect(clock.head(at: .now()) == .fault(.tooManyInFlight))
    }

    @Test func nothingIsAwaitedAfterTheEnd() {
        var clock = clock([.bytes(10)])
        clock.stop()
        #expect(clock.deadline == nil && clock.received(bytes: 1_000_000, at: .now()) == .wait)
    }
}
