import Foundation
import Glibc

/// A directory of our own, mode 0700, for the sockets, settings and logs of children.
///
/// Its name holds our process id, so that a later process can tell which ones were left behind.
public final class PrivateDirectory: Sendable {
    /// The absolute path.
    public let path: String

    static let prefix = "opstui-"
    /// A Unix socket's path is at most 107 bytes; the names below the base need the rest.
    private static let longestBase = 60

    /// Makes one under $XDG_RUNTIME_DIR, else $TMPDIR, else /tmp.
    ///
    /// - Throws: `ChildError.system` where none of them can be written.
    public convenience init() throws(ChildError) {
        try self.init(in: Self.base())
    }

    /// Makes one under a directory that exists.
    public init(in base: String) throws(ChildError) {
        let name = "\(Self.prefix)\(getpid())-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
        let path = "\(base)/\(name)"
        try SystemCall.check("mkdir \(path)") { mkdir(path, 0o700) }
        self.path = path
    }

    /// The path of a name inside.
    public func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file that only we can read.
    ///
    /// - Throws: `ChildError.system`.
    public func write(_ text: String, to name: String) throws(ChildError) {
        let path = file(name)
        let descriptor = try SystemCall.check("open \(path)") {
            open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        }
        defer { close(descriptor) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { throw SystemCall.failure("write \(path)") }
            rest = rest.dropFirst(count)
        }
    }

    /// Hands the directory to another account; as root only.
    ///
    /// - Throws: `ChildError.system`.
    func give(to account: Account) throws(ChildError) {
        try SystemCall.check("chown \(path)") { chown(path, account.user, account.group) }
    }

    /// Removes the directory and what is in it; harmless when repeated.
    public func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Removes directories of ours whose process is dead.
    ///
    /// - Returns: the paths that were removed.
    @discardableResult
    public static func sweep() -> [String] {
        Set(candidates() + ["/tmp"]).flatMap { sweep($0) }
    }

    static func sweep(_ base: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: base)) ?? []
        return names.filter { isStale($0) }.map { "\(base)/\($0)" }.filter { path in
            isOurs(path) && (try? FileManager.default.removeItem(atPath: path)) != nil
        }
    }

    /// Whether a name is one of ours and its process is gone.
    static func isStale(_ name: String, isDead: (pid_t) -> Bool = { kill($0, 0) != 0 && errno == ESRCH }) -> Bool {
        guard name.hasPrefix(prefix) else { return false }
        let parts = name.dropFirst(prefix.count).split(separator: "-")
        guard parts.count == 2, let pid = pid_t(parts[0]), pid > 1 else { return false }
        return isDead(pid)
    }

    /// A real directory of ours; as root, also one handed to the database's account.
    private static func isOurs(_ path: String) -> Bool {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return false }
        if status.st_uid == geteuid() { return true }
        return geteuid() == 0 && status.st_uid == Account.named(PostgresServer.account)?.user
    }

    private static func base() -> String {
        candidates().first { $0.utf8.count <= longestBase && access($0, W_OK | X_OK) == 0 } ?? "/tmp"
    }

    private static func candidates() -> [String] {
        let environment = ProcessInfo.processInfo.environment
        return ["XDG_RUNTIME_DIR", "TMPDIR"].compactMap { environment[$0] }.filter { $0.hasPrefix("/") } + ["/tmp"]
    }
}
