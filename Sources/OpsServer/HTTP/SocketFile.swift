import Foundation

/// A bound socket's file: removed at the end, unless another server has put its own there since.
struct SocketFile: Sendable {
    let path: String
    private let identity: Identity

    /// A freed inode's number is given out again at once, so the time of making belongs to it.
    private struct Identity: Equatable {
        var device: UInt64
        var inode: UInt64
        var seconds: Int
        var nanoseconds: Int
    }

    /// Nil where there is no file at `path`.
    init?(path: String) {
        guard let found = Self.identity(of: path) else { return nil }
        self.path = path
        identity = found
    }

    func removeIfOurs() {
        guard Self.identity(of: path) == identity else { return }
        unlink(path)
    }

    private static func identity(of path: String) -> Identity? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        return Identity(
            device: UInt64(status.st_dev), inode: UInt64(status.st_ino), seconds: status.st_mtim.tv_sec,
            nanoseconds: status.st_mtim.tv_nsec)
    }
}
