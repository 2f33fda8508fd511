import ArgumentParser
import Foundation
import OpsClient
import OpsCore

/// Which server to talk to: one that is named, or this host's.
struct AttachOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("A server's address: unix:PATH, https://HOST, or http://localhost:PORT.", valueName: "url"))
    var attach: String?

    @Option(help: ArgumentHelp("The Unix socket to look for.", valueName: "path"))
    var socket: String?

    /// A client of that server. Exit code 2 where there is none.
    func connect() async throws -> OpsClient {
        if let client = try explicitClient() { return client }
        switch try await SocketSearch.run(SocketSearch.candidates(named: socket)) {
        case .found(let client, _): return client
        case .none:
            throw CommandFailure(
                .unreachable, "no server runs on this host; start one with `opstui serve`, or name one with --attach")
        }
    }

    /// The client of the server that `--attach` names, nil where the flag is not given.
    func explicitClient() throws -> OpsClient? {
        guard let attach else { return nil }
        do {
            return OpsClient(endpoint: try OpsEndpoint.parse(attach), keys: try Self.keys())
        } catch let error as OpsClientError {
            throw CommandFailure(.unreachable, "\(error)")
        }
    }

    /// The keys from the files that the environment names; never from an argument.
    private static func keys() throws -> OpsKeys {
        let environment = ProcessInfo.processInfo.environment
        func secret(_ name: String) throws -> Secret? {
            guard let path = environment[name] else { return nil }
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
                throw CommandFailure(.unreachable, "\(name): the file \(path) cannot be read")
            }
            return Secret(text.trimmingCharacters(in: .whitespacesAndNewlines))
        }
        return OpsKeys(key: try secret("OPSTUI_KEY_FILE"), adminKey: try secret("OPSTUI_ADMIN_KEY_FILE"))
    }
}
