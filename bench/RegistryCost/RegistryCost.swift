import CoreMetrics
import Foundation
import OpsMetrics
import Synchronization

/// What a request pays for being counted, beside the cheapest that counting can be: prints, never judges.
///
/// `bench/registry [COUNT]`: COUNT times each (2,000,000), by one thread and by two at once. Each event has a name of its own,
/// as a request has, made before the measurement begins. Times are the processor's, so a busy machine adds little.
@main
enum RegistryCost {
    private static let events = (0..<4_096).map { "req-0123456789abcdef-\($0)" }

    static func main() {
        let count = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 2_000_000
        let registry = MetricRegistry(includesProcess: false)
        let labels = [("endpoint", "/v1/jobs"), ("method", "POST"), ("status", "202")]
        let counter = registry.makeCounter(label: "requests_total", dimensions: labels)
        let timer = registry.makeTimer(label: "seconds", dimensions: labels)
        let plain = Atomic<Int>(0)
        let cases: [(String, @Sendable (Int) -> Void)] = [
            ("an atomic add", { _ in plain.add(1, ordering: .relaxed) }),
            ("counter", { _ in counter.increment(by: 1) }),
            ("counter with exemplar", { counter.increment(exemplar: ("request_id", events[$0 & 4_095])) }),
            ("histogram", { timer.recordNanoseconds(Int64($0 & 1_023) * 1_000_000) }),
            (
                "histogram with exemplar",
                { timer.recordNanoseconds(Int64($0 & 1_023) * 1_000_000, exemplar: ("request_id", events[$0 & 4_095])) }
            ),
        ]
        print("nanoseconds of processor time each, by one thread and by two")
        for (name, body) in cases {
            _ = measure(count / 10, threads: 1, body)
            let one = measure(count, threads: 1, body)
            let two = measure(count, threads: 2, body)
            print(String(format: "%-24@ %8.1f %8.1f", name as NSString, one, two))
        }
    }

    private static func measure(_ count: Int, threads: Int, _ body: @escaping @Sendable (Int) -> Void) -> Double {
        let before = clock()
        DispatchQueue.concurrentPerform(iterations: threads) { thread in
            for index in 0..<count / threads { body(index &* 7 &+ thread) }
        }
        return Double(clock() - before) * 1e9 / Double(CLOCKS_PER_SEC) / Double(count)
    }
}
