import Foundation
import OpsTestSupport
import Testing

@testable import OpsServer

/// Queries have threads and places of their own; who finds none is refused at once.
@Suite(.timeLimit(.minutes(1))) struct QueryRunnerTests {
    /// Holds the thread that waits at it until it is opened.
    private final class Door: Sendable {
        private let semaphore = DispatchSemaphore(value: 0)
        let inside = Guarded(0)

        func pass() {
            inside.with { $0 += 1 }
            semaphore.wait()
        }
        func open(_ times: Int) { for _ in 0..<times { semaphore.signal() } }
    }

    @Test func oneMoreThanThePlacesIsRefused() async throws {
        let runner = QueryRunner(threads: 1, waiting: 1)
        let door = Door()
        async let first: Int = runner.run(within: .seconds(50)) { _ in
            door.pass()
            return 1
        }
        try await eventually("the first runs") { door.inside.value == 1 }
        let second = Task { try await runner.run(within: .seconds(50)) { _ in 2 } }
        try await eventually("the second waits") { runner.inUse == 2 }
        do {
            _ = try await runner.run(within: .seconds(50)) { _ in 3 }
            Issue.record("the third has an answer")
        } catch let fault as PrometheusFault {
            #expect(fault.kind == .unavailable && fault.status == 503)
        }
        door.open(1)
        #expect(try await first == 1)
        #expect(try await second.value == 2)
        #expect(try await runner.run(within: .seconds(50)) { _ in 4 } == 4)
    }

    @Test func whoWaitsTooLongIsToldSoAndItsWorkIsNotBegun() async throws {
        let runner = QueryRunner(threads: 1, waiting: 5)
        let door = Door()
        let first = Task {
            try await runner.run(within: .seconds(50)) { _ in
                door.pass()
                return 1
            }
        }
        try await eventually("the first runs") { door.inside.value == 1 }
        let begun = Guarded(false)
        do {
            _ = try await runner.run(within: .milliseconds(20)) { _ in begun.with { $0 = true } }
            Issue.record("it has an answer")
        } catch let fault as PrometheusFault {
            #expect(fault.kind == .timeout && fault.status == 503)
        }
        door.open(1)
        #expect(try await first.value == 1)
        #expect(try await runner.run(within: .seconds(50)) { left in left > .zero })
        #expect(!begun.value)
    }

    @Test func whatTheWorkThrowsArrives() async throws {
        let runner = QueryRunner(threads: 1, waiting: 1)
        await #expect(throws: PrometheusFault(.execution, "x")) {
            try await runner.run(within: .seconds(50)) { _ in throw PrometheusFault(.execution, "x") }
        }
    }
}
