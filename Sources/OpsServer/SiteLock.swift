import Foundation

/// The site's one-master lock: `flock` on a file beside the socket, taken before the socket is bound.
///
/// The kernel drops it when the process ends, however it ends. The file holds the owner's pid, for a message.
public final class SiteLock: Sendable {
    public enum Failure: Error, Equatable, Sendable {
        /// Another process holds it.
        case held(pid: Int32?)
        case failed(String)
    }

    public let path: String
    private let descriptor: Int32

    private init(path: String, descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    /// Takes the lock beside `socketPath`, without waiting.
    public static func acquire(besideSocket socketPath: String) throws(Failure) -> SiteLock {
        let path = socketPath + ".lock"
        // A holder that leaves removes the file; a lock on a removed file guards nothing, so look again.
        for _ in 0..<8 {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
            guard descriptor >= 0 else { throw .failed("cannot open \(path): \(reason())") }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                let busy = errno == EWOULDBLOCK
                let pid = readPID(descriptor)
                close(descriptor)
                throw busy ? .held(pid: pid) : .failed("cannot lock \(path): \(reason())")
            }
            guard isInPlace(descriptor) else {
                close(descriptor)
                continue
            }
            let text = "\(getpid())\n"
            ftruncate(descriptor, 0)
            _ = text.withCString { write(descriptor, $0, strlen($0)) }
            return SiteLock(path: path, descriptor: descriptor)
        }
        throw .failed("\(path) keeps being replaced")
    }

    /// Removes the file and gives the lock up.
    public func release() {
        unlink(path)
        close(descriptor)
    }

    private static func reason() -> String { String(cString: strerror(errno)) }

    /// False where the opened file was removed meanwhile; the kernel marks its name.
    private static func isInPlace(_ descriptor: Int32) -> Bool {
        let name = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")
        return name.map { !$0.hasSuffix(" (deleted)") } ?? false
    }

    private static func readPID(_ descriptor: Int32) -> Int32? {
        var buffer = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return nil }
        return Int32(String(decoding: buffer[..<count], as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
    }
}
