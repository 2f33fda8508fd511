import Foundation

/// Remembers the first ending signal that comes while a command is still starting.
final class EarlySignal: @unchecked Sendable {
    // `lock` guards `first`; the task is set once.
    private let lock = NSLock()
    private var first: Int32?
    private var task: Task<Void, Never>?

    init() {
        let signals = Signals.ending()
        task = Task { [weak self] in
            for await number in signals { self?.take(number) }
        }
    }

    /// The signal's number; nil where none came.
    var number: Int32? { lock.withLock { first } }

    /// Stops listening.
    func cancel() { task?.cancel() }

    private func take(_ number: Int32) { lock.withLock { first = first ?? number } }
}
