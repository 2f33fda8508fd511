import Foundation
import Glibc

/// A process that a test stops with SIGSTOP; it goes on at the latest when this object ends.
final class FrozenProcess: @unchecked Sendable {
    // Unchecked: `pid` is touched only while `lock` is held.
    private let lock = NSLock()
    private var pid: pid_t?

    deinit { thaw() }

    func freeze(_ pid: pid_t) {
        lock.withLock { self.pid = pid }
        kill(pid, SIGSTOP)
    }

    func thaw() {
        lock.withLock {
            if let pid { kill(pid, SIGCONT) }
            pid = nil
        }
    }
}
