import Foundation
import OpsCore
import OpsServer

/// Where a demo serves: the host's usual socket where no server has it, else a private one, so that a demo never
/// stands in a real server's place.
struct DemoPlace {
    let socketPath: String
    private let lock: SiteLock
    private let madeDirectory: String?

    /// Takes the named socket or says why not; without a name, the first usual place that is free.
    static func take(named: String?) throws -> DemoPlace {
        let named = named ?? ProcessInfo.processInfo.environment["OPSTUI_SOCKET"]
        if let named { return try take(named) }
        let paths = SocketSearch.paths
        for path in paths.socketCandidates + ["/tmp/opstui-demo-\(getpid())/opstui.sock"] {
            if let place = try? take(path) { return place }
        }
        throw CommandFailure(.unreachable, "no directory for the socket can be written; name one with --socket")
    }

    private static func take(_ path: String) throws -> DemoPlace {
        let directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let isNew = access(directory, F_OK) != 0
        let lock = try EmbeddedServer.takeLock(besideSocket: path)
        return DemoPlace(socketPath: path, lock: lock, madeDirectory: isNew ? directory : nil)
    }

    /// Leaves nothing behind: socket, lock, and the directory where it was made for them.
    func leave() {
        unlink(socketPath)
        lock.release()
        if let madeDirectory { rmdir(madeDirectory) }
    }
}
