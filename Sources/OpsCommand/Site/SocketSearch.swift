import Foundation
import OpsClient
import OpsCore
import OpsFiles
import OpsServer

/// Looks for this host's server.
enum SocketSearch {
    enum Outcome {
        /// A server answers there.
        case found(OpsClient, path: String)
        case none
    }

    /// Asks the sockets in their order. Throws where one is there that must not be passed over: no permission, or a
    /// server of another version.
    static func run(_ candidates: [String]) async throws -> Outcome {
        for path in candidates where access(path, F_OK) == 0 && isTrusted(path) {
            let client = OpsClient(endpoint: .unix(path: path))
            do {
                _ = try await client.snapshot()
                return .found(client, path: path)
            } catch {
                await client.close()
                switch error {
                case .unreachable where access(path, R_OK | W_OK) != 0:
                    throw CommandFailure(
                        .unreachable,
                        "\(path) may not be opened by this user; join the group opstui-operator or opstui-viewer")
                case .unreachable: continue
                case .refused, .incompatible, .malformed: throw CommandFailure(.unreachable, "\(path): \(error)")
                }
            }
        }
        return .none
    }

    /// False for a socket below /tmp in a directory that somebody else made: anyone may make one there, and what answers
    /// in it could show a healthy screen that is not ours.
    private static func isTrusted(_ path: String) -> Bool {
        guard path.hasPrefix("/tmp/opstui-") else { return true }
        let directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
        guard let status = FileStatus(path: directory) else { return false }
        return (status.owner == getuid() || status.owner == 0) && !status.othersMayWrite
    }

    /// The sockets to ask: the one that a flag, the environment, `.env` or `config.yaml` names, or the usual places of
    /// the site that any of them names. `flags` are the server's, by long name; they may name the two files.
    static func candidates(named: String?, flags: [String: String] = [:]) -> [String] {
        if let named { return [named] }
        let environment = ProcessInfo.processInfo.environment
        // A configuration that a server would refuse must not keep anybody from a server that runs.
        guard let loaded = configuration(flags, environment) else {
            return environment["OPSTUI_SOCKET"].map { [$0] } ?? paths.socketCandidates
        }
        let isNamed = loaded.entries.contains { $0.name == "OPSTUI_SOCKET" && $0.origin != .default }
        if isNamed { return loaded.configuration.socketPath.map { [$0] } ?? [] }
        return SitePaths(environment: environment, uid: getuid(), site: loaded.configuration.site).socketCandidates
    }

    private static func configuration(
        _ flags: [String: String], _ environment: [String: String]
    ) -> LoadedConfiguration? {
        try? ConfigurationLoader.load(
            flags: flags.filter { ["config", "env-file"].contains($0.key) }, environment: environment,
            workingDirectory: FileManager.default.currentDirectoryPath)
    }

    /// The usual places for this user and site.
    static var paths: SitePaths {
        let environment = ProcessInfo.processInfo.environment
        return SitePaths(environment: environment, uid: getuid(), site: environment["OPSTUI_SITE"] ?? "main")
    }
}
