import Foundation
import OpsFiles

/// A bound socket's file: removed at the end, unless another server has put its own there since.
struct SocketFile: Sendable {
    let path: String
    private let identity: FileStatus.Identity

    /// Nil where there is no file at `path`.
    init?(path: String) {
        guard let found = FileStatus(path: path) else { return nil }
        self.path = path
        identity = found.identity
    }

    func removeIfOurs() {
        guard FileStatus(path: path)?.identity == identity else { return }
        unlink(path)
    }
}
