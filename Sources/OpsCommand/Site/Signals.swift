import CSignals
import Dispatch
import Foundation

/// The signals that end or reload a program, as sequences; their default actions are off from the first call on.
enum Signals {
    private static let hub = SignalHub([SIGINT, SIGTERM, SIGHUP])

    /// SIGINT, SIGTERM and SIGHUP as they come from now on. Each caller hears all of them. Call it before the task that
    /// listens: what comes before the call is heard by nobody, or ends the program.
    static func ending() -> AsyncStream<Int32> { hub.subscribe() }
}

/// One pipe for the signals of the whole process. A signal is in it from the moment it comes; libdispatch's own sources for
/// signals are set up on another thread, and what comes before that is lost.
private final class SignalHub: @unchecked Sendable {
    // `lock` guards the listeners; the source is made once and lives as long as the process.
    private let lock = NSLock()
    private var listeners: [UInt64: AsyncStream<Int32>.Continuation] = [:]
    private var next: UInt64 = 0
    private var source: (any DispatchSourceRead)?

    /// Where the system gives no pipe the signals keep their default actions, which end the program.
    init(_ signals: [Int32]) {
        // The numbers are read during the call alone.
        let reader = csignals_open(signals, Int32(signals.count))
        guard reader >= 0 else { return }
        let source = DispatchSource.makeReadSource(
            fileDescriptor: reader, queue: DispatchQueue(label: "opstui.signals"))
        source.setEventHandler { [weak self] in self?.tell(from: reader) }
        self.source = source
    }

    func subscribe() -> AsyncStream<Int32> {
        let (stream, continuation) = AsyncStream.makeStream(of: Int32.self, bufferingPolicy: .bufferingNewest(16))
        let id = lock.withLock {
            next += 1
            listeners[next] = continuation
            return next
        }
        continuation.onTermination = { [weak self] _ in self?.forget(id) }
        // Not before somebody listens; harmless when repeated.
        source?.activate()
        return stream
    }

    private func forget(_ id: UInt64) { lock.withLock { listeners[id] = nil } }

    private func tell(from reader: Int32) {
        var numbers = [UInt8](repeating: 0, count: 64)
        let count = read(reader, &numbers, numbers.count)
        guard count > 0 else { return }
        let listeners = lock.withLock { Array(self.listeners.values) }
        for number in numbers.prefix(count) {
            for listener in listeners { listener.yield(Int32(number)) }
        }
    }
}
