import Foundation
import Logging
import OpsServer

/// A server in this process, behind the site's lock.
struct EmbeddedServer {
    let runtime: ServerRuntime
    let lock: SiteLock
    let socketPath: String

    /// Takes the lock beside the socket, then starts; where another process holds it, says which.
    static func start(_ configuration: ServerConfiguration) async throws -> EmbeddedServer {
        guard let socket = configuration.socketPath else {
            throw CommandFailure(.unreachable, "no directory for the socket can be written; name one with --socket")
        }
        let lock = try takeLock(besideSocket: socket)
        do {
            let logger = try ServerLog.logger(
                path: configuration.logFile, level: configuration.logLevel, json: configuration.jsonLogging)
            let runtime = try await ServerRuntime.start(configuration, logger: logger)
            return EmbeddedServer(runtime: runtime, lock: lock, socketPath: socket)
        } catch {
            lock.release()
            throw error
        }
    }

    /// The site's lock, or why not.
    static func takeLock(besideSocket socket: String) throws -> SiteLock {
        let directory = URL(fileURLWithPath: socket).deletingLastPathComponent().path
        try? FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        do {
            return try SiteLock.acquire(besideSocket: socket)
        } catch .held(let pid) {
            let who = pid.map { "process \($0)" } ?? "another process"
            throw CommandFailure(
                .unreachable,
                "\(who) is this site's server but \(socket) does not answer; wait for it, or end it before starting anew"
            )
        } catch .failed(let why) {
            throw CommandFailure(.unreachable, "\(why); choose another place with --socket")
        }
    }

    func stop() async {
        await runtime.stop()
        lock.release()
    }
}
