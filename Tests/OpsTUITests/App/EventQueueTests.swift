import OpsCore
import OpsTestSupport
import Testing

@testable import OpsTUI

@Suite struct EventQueueTests {
    @Test func ticksAndSizesThatNobodyTookAreNotDoubled() async {
        let queue = EventQueue(clock: SystemClock())
        for columns in 80..<100 { await queue.post(.resized(Size(columns: columns, rows: 24))) }
        for _ in 0..<20 { await queue.post(.tick) }
        let events = await queue.take()
        #expect(events.count == 2)
        guard case .resized(let size) = events.first?.kind else {
            Issue.record("the size is lost")
            return
        }
        #expect(size.columns == 99)
    }

    @Test(.timeLimit(.minutes(1))) func aFullQueueHoldsItsSourceBackAndLosesNothing() async throws {
        let queue = EventQueue(clock: SystemClock())
        let count = 3 * EventQueue.limit
        let source = Task { for index in 0..<count { await queue.post(.notice("\(index)")) } }
        var seen: [String] = []
        while seen.count < count {
            let events = await queue.take()
            #expect(events.count <= EventQueue.limit)
            for case .notice(let text) in events.map(\.kind) { seen.append(text) }
        }
        await source.value
        #expect(seen == (0..<count).map(String.init))
    }

    @Test(.timeLimit(.minutes(1))) func closingLetsEverybodyGo() async {
        let queue = EventQueue(clock: SystemClock())
        let taker = Task { await queue.take() }
        let source = Task { for index in 0..<(2 * EventQueue.limit) { await queue.post(.notice("\(index)")) } }
        _ = await taker.value
        await queue.close()
        await source.value
        #expect(await queue.take().isEmpty)
    }

    @Test(.timeLimit(.minutes(1))) func workThatIsTooSlowIsLeft() async {
        let answer = await Race.first(within: 0.05, otherwise: "late") {
            // Does not listen to its cancellation.
            await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
                Task.detached {
                    try? await Task.sleep(for: .seconds(3))
                    continuation.resume()
                }
            }
            return "in time"
        }
        #expect(answer == "late")
        #expect(await Race.first(within: 30, otherwise: "late") { "in time" } == "in time")
    }
}
