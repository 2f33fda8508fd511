import Foundation
import OpsTestSupport
import Testing

@testable import OpsServer

@Suite struct SharedReadTests {
    private struct Late: Error {}
    private struct Broken: Error {}

    @Test func aReadingThatHangsHoldsNobodyAndIsJoined() async throws {
        let read = SharedRead<Int>()
        let (gate, begun) = (DispatchSemaphore(value: 0), Guarded(0))
        let work: @Sendable () -> Int = {
            begun.with { $0 += 1 }
            gate.wait()
            return 7
        }
        for _ in 0..<3 {
            await #expect(throws: Late.self) {
                try await read.value(within: .milliseconds(10), late: Late(), work)
            }
        }
        let cancelled = Task { try await read.value(within: .seconds(600), late: Late(), work) }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        // Who comes now gets what the one reading brings, and it was the only one.
        let joined = Task { try await read.value(within: .seconds(600), late: Late(), work) }
        try await eventually("it waits") { read.waiters == 1 }
        gate.signal()
        #expect(try await joined.value == 7)
        #expect(begun.value == 1 && read.waiters == 0)
        #expect(try await read.value(within: .seconds(600), late: Late()) { 8 } == 8)
        await #expect(throws: Broken.self) {
            try await read.value(within: .seconds(600), late: Late()) { throw Broken() }
        }
    }
}
