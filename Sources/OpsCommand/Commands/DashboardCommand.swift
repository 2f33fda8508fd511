import ArgumentParser
import Foundation
import OpsClient
import OpsCore
import OpsServer
import OpsTUI
import OpsTerminal

/// `opstui`: the dashboard, on this host's server or one of its own.
struct DashboardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dashboard", abstract: "The dashboard: attach to the host's server, else embed it (the default).")

    @Option(
        help: ArgumentHelp("A server's address: unix:PATH, https://HOST, or http://localhost:PORT.", valueName: "url"))
    var attach: String?

    @Flag(help: "Start a server inside this process even where the system's configuration forbids it.")
    var embed = false

    @OptionGroup var face: FaceOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        ProcessMemory.settle()
        try await reporting {
            let options = AttachOptions.named(attach: attach, socket: server.socket)
            if let client = try options.explicitClient() { return try await show(client) }
            switch try await SocketSearch.run(SocketSearch.candidates(named: server.socket, flags: server.flags)) {
            case .found(let client, _):
                if server.prometheus != nil {
                    Output.note("opstui: note: a server runs already; it asks what its own configuration names")
                }
                try await show(client)
            case .none: try await embedAndShow()
            }
        }
    }

    private func show(_ client: OpsClient) async throws {
        // First of all, so that a version that does not fit or a wrong address is a line and not a dashboard.
        let snapshot = try await client.snapshotOrFail()
        let face = DashboardFace(client: client, options: face)
        guard face.hasTerminal else {
            await client.close()
            Output.write(PlainText.render(snapshot, width: 100))
            if !StatusReport.isAllWell(snapshot) { throw ExitCode(1) }
            return
        }
        do {
            _ = try await face.run(quitWarning: nil)
        } catch {
            await client.close()
            throw error
        }
        await client.close()
    }

    private func embedAndShow() async throws {
        guard DashboardFace.terminalProblem == nil else {
            throw CommandFailure(
                .unreachable, "no server runs on this host, and there is no terminal to show one in; use `opstui serve`"
            )
        }
        if !embed, let system = Self.systemConfiguration {
            throw CommandFailure(
                .unreachable,
                "\(system) says that this host has a server of its own, which does not run; start it, or use --embed")
        }
        var configuration = try server.load(defaults: ["OPSTUI_LISTEN": "none"]).configuration
        configuration.embedded = true
        configuration.logFile = configuration.logFile ?? "\(configuration.stateDirectory)/opstui.log"
        try FileManager.default.createDirectory(
            atPath: configuration.stateDirectory, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        let embedded = try await EmbeddedServer.start(configuration)
        let client = OpsClient(endpoint: .unix(path: embedded.socketPath))
        let face = DashboardFace(client: client, options: face)
        let lingering = Lingering(runtime: embedded.runtime)
        do {
            let end = try await face.run(quitWarning: { await lingering.warning() })
            await client.close()
            await lingering.wait(after: end)
        } catch {
            await client.close()
            await embedded.stop()
            throw error
        }
        await embedded.stop()
        if let why = embedded.runtime.failure {
            throw CommandFailure(.failed, "the server in this dashboard ended by itself: \(why)")
        }
    }

    /// The system's configuration file, where there is one.
    private static var systemConfiguration: String? {
        let path = "/etc/opstui/config.yaml"
        return access(path, F_OK) == 0 ? path : nil
    }
}

extension AttachOptions {
    /// Options that were given elsewhere.
    static func named(attach: String?, socket: String?) -> AttachOptions {
        var options = AttachOptions()
        options.attach = attach
        options.socket = socket
        return options
    }
}
