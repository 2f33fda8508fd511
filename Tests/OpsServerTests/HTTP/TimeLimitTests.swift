import OpsTestSupport
import Testing

@testable import OpsServer

/// Work that must answer in time, and what becomes of it where it does not.
@Suite struct TimeLimitTests {
    private struct Late: Error {}
    private struct Broken: Error {}

    private func answer(
        within limit: Duration = .seconds(600), cancelling: Bool = true,
        _ work: @escaping @Sendable () async throws -> Int
    ) async throws -> Int {
        try await TimeLimit.answer(within: limit, late: Late(), cancelling: cancelling, work)
    }

    @Test func theResultAndTheErrorOfTheWorkAreTheAnswer() async throws {
        #expect(try await answer { 7 } == 7)
        #expect(
            try await answer {
                await Task.yield()
                return 8
            } == 8)
        await #expect(throws: Broken.self) { try await answer { throw Broken() } }
    }

    @Test func lateWorkThatMayBeCancelledIs() async throws {
        let wasCancelled = Guarded(false)
        await #expect(throws: Late.self) {
            try await answer(within: .milliseconds(20)) {
                defer { wasCancelled.with { $0 = Task.isCancelled } }
                try await Task.sleep(for: .seconds(600))
                return 1
            }
        }
        try await eventually("the work cancelled") { wasCancelled.value }
    }

    @Test func lateWorkThatMayNotGoesOnToItsEnd() async throws {
        let (gate, open) = AsyncStream<Void>.makeStream()
        let outcome = Guarded<Bool?>(nil)
        await #expect(throws: Late.self) {
            try await answer(within: .milliseconds(20), cancelling: false) {
                for await _ in gate { break }
                outcome.with { $0 = Task.isCancelled }
                return 1
            }
        }
        #expect(outcome.value == nil)
        open.yield()
        try await eventually("the work at its end") { outcome.value == false }
    }

    @Test func whoStopsWaitingIsAnsweredAtOnce() async throws {
        let (started, begin) = AsyncStream<Void>.makeStream()
        let task = Task {
            try await answer {
                begin.yield()
                try await Task.sleep(for: .seconds(600))
                return 1
            }
        }
        for await _ in started { break }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func aShorterDeadlineIsNotKeptWaitingByALongerOne() async throws {
        let deadlines = Deadlines()
        let expired = Guarded<[Int]>([])
        let long = deadlines.add(after: .seconds(600)) { expired.with { $0.append(600) } }
        let calledOff = deadlines.add(after: .milliseconds(30)) { expired.with { $0.append(30) } }
        _ = deadlines.add(after: .milliseconds(20)) { expired.with { $0.append(20) } }
        deadlines.remove(calledOff)
        _ = deadlines.add(after: .milliseconds(60)) { expired.with { $0.append(60) } }
        try await eventually("both short deadlines") { expired.value.count == 2 }
        #expect(expired.value == [20, 60])
        deadlines.remove(long)
    }
}
