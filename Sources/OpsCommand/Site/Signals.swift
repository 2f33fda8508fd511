import Dispatch
import Foundation

/// The signals that end or reload a program, as sequences; their default actions are off from the first call on.
enum Signals {
    private static let hub = SignalHub([SIGINT, SIGTERM, SIGHUP])

    /// SIGINT, SIGTERM and SIGHUP as they come from now on. Each caller hears all of them.
    static func ending() -> AsyncStream<Int32> { hub.subscribe() }
}

/// One source a signal for the whole process, because a second one for the same signal hears nothing.
private final class SignalHub: @unchecked Sendable {
    // `lock` guards the listeners; the sources are made once and live as long as the process.
    private let lock = NSLock()
    private var listeners: [UInt64: AsyncStream<Int32>.Continuation] = [:]
    private var next: UInt64 = 0
    private var sources: [any DispatchSourceSignal] = []

    init(_ signals: [Int32]) {
        let queue = DispatchQueue(label: "opstui.signals")
        sources = signals.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { [weak self] in self?.tell(number) }
            source.activate()
            return source
        }
    }

    func subscribe() -> AsyncStream<Int32> {
        let (stream, continuation) = AsyncStream.makeStream(of: Int32.self, bufferingPolicy: .bufferingNewest(16))
        let id = lock.withLock {
            next += 1
            listeners[next] = continuation
            return next
        }
        continuation.onTermination = { [weak self] _ in self?.forget(id) }
        return stream
    }

    private func forget(_ id: UInt64) { lock.withLock { listeners[id] = nil } }

    private func tell(_ number: Int32) {
        for listener in lock.withLock({ Array(listeners.values) }) { listener.yield(number) }
    }
}
