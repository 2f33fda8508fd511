import CMosquitto
import Glibc

/// Wakes a thread out of `poll`: an eventfd of its own, closed with its last reference.
final class Wakeup: Sendable {
    /// The descriptor to poll for reading; -1 where the system had none left.
    let descriptor: Int32

    init() { descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK)) }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    func signal() {
        var one: UInt64 = 1
        _ = write(descriptor, &one, 8)
    }

    func clear() {
        var count: UInt64 = 0
        _ = read(descriptor, &count, 8)
    }
}
