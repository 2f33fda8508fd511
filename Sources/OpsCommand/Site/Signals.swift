import Dispatch
import Foundation

/// The signals that end or reload a program, as a sequence; their default actions are off from then on.
enum Signals {
    /// SIGINT, SIGTERM and SIGHUP as they come, for the rest of the process' life.
    static func ending() -> AsyncStream<Int32> { stream([SIGINT, SIGTERM, SIGHUP]) }

    private static func stream(_ signals: [Int32]) -> AsyncStream<Int32> {
        let (stream, continuation) = AsyncStream.makeStream(of: Int32.self, bufferingPolicy: .bufferingNewest(16))
        let queue = DispatchQueue(label: "opstui.signals")
        let sources = signals.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { continuation.yield(number) }
            source.activate()
            return SourceBox(source)
        }
        continuation.onTermination = { _ in for source in sources { source.cancel() } }
        return stream
    }

    /// Dispatch sources may be cancelled from any thread.
    private struct SourceBox: @unchecked Sendable {
        private let source: any DispatchSourceSignal

        init(_ source: any DispatchSourceSignal) { self.source = source }

        func cancel() { source.cancel() }
    }
}
