import Foundation
import OpsCore

/// Who this server is among several of one site: an id that outlives a restart, so that what it had under way is its own
/// again at once, and a name for people.
final class ServerIdentity: Sendable {
    let id: String
    let name: String
    /// Locked as long as this lives: of two processes on one state directory only one may be the same as before.
    private let descriptor: Guarded<CInt?>

    /// The identity that the state directory holds; a new one where there is none, or where another process has it.
    init(stateDirectory: String) {
        let host = SafeText.clean(ProcessInfo.processInfo.hostName, limit: 64)
        name = "\(host) (pid \(getpid()))"
        let fresh = UUID().uuidString.lowercased()
        let file = open("\(stateDirectory)/server-id", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0, flock(file, LOCK_EX | LOCK_NB) == 0 else {
            if file >= 0 { close(file) }
            (id, descriptor) = (fresh, Guarded(nil))
            return
        }
        descriptor = Guarded(file)
        if let known = Self.read(file) {
            id = known
        } else {
            id = fresh
            let text = fresh + "\n"
            _ = text.withCString { pwrite(file, $0, strlen($0), 0) }
            fsync(file)
        }
    }

    deinit { release() }

    /// Lets another process be this server, e.g. the next one on the state directory. Harmless when repeated.
    func release() {
        descriptor.with { descriptor in
            if let descriptor { close(descriptor) }
            descriptor = nil
        }
    }

    private static func read(_ file: CInt) -> String? {
        var buffer = [UInt8](repeating: 0, count: 64)
        let count = pread(file, &buffer, buffer.count, 0)
        guard count >= 36 else { return nil }
        return UUID(uuidString: String(decoding: buffer[..<36], as: UTF8.self))?.uuidString.lowercased()
    }
}
