import Foundation
import OpsFiles

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
    private let isReleased = Guarded(false)

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
            guard isInPlace(descriptor, path) else {
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

    /// Removes the file and gives the lock up. A file that somebody else has put in its place meanwhile is theirs.
    public func release() {
        guard
            !isReleased.with({ was in
                defer { was = true }
                return was
            })
        else { return }
        if Self.isInPlace(descriptor, path) { unlink(path) }
        close(descriptor)
    }

    private static func reason() -> String { String(cString: strerror(errno)) }

    /// False where the opened file was removed or replaced meanwhile: its name then leads elsewhere or nowhere.
    private static func isInPlace(_ descriptor: Int32, _ path: String) -> Bool {
        guard let opened = FileStatus(descriptor: descriptor), let named = FileStatus(path: path) else { return false }
        return opened.identity == named.identity
    }

    private static func readPID(_ descriptor: Int32) -> Int32? {
        var buffer = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return nil }
        return Int32(String(decoding: buffer[..<count], as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
    }
}
