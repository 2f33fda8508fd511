import Foundation

/// A bound socket's file: removed at the end, unless another server has put its own there since.
struct SocketFile: Sendable {
    let path: String
    private let device: UInt64
    private let inode: UInt64

    /// Nil where there is no file at `path`.
    init?(path: String) {
        guard let found = Self.identity(of: path) else { return nil }
        self.path = path
        (device, inode) = found
    }

    func removeIfOurs() {
        guard let found = Self.identity(of: path), found == (device, inode) else { return }
        unlink(path)
    }

    private static func identity(of path: String) -> (UInt64, UInt64)? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        return (UInt64(status.st_dev), UInt64(status.st_ino))
    }
}
