import ArgumentParser
import Foundation
import Logging
import OpsCore
import OpsServer

/// `opstui serve`: the server without a screen.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run the server without a screen.",
        discussion: """
            SIGHUP reloads the keys, the rules, the scrape configuration and the TLS certificate and opens the log file \
            anew; SIGTERM and ^C end it once requests in flight have finished.
            """)

    @OptionGroup var server: ServerOptions

    func run() async throws {
        ProcessMemory.settle()
        try await reporting {
            let loaded = try server.load(defaults: ["OPSTUI_LISTEN": "127.0.0.1:8000"])
            for note in loaded.notes { Output.note("opstui: note: \(note)") }
            let embedded = try await EmbeddedServer.start(loaded.configuration)
            // Whoever reads that it serves may send a signal at once.
            let ending = Signals.ending()
            announce(embedded, loaded.configuration)
            await serve(embedded, until: ending)
            await embedded.stop()
            if let why = embedded.runtime.failure {
                throw CommandFailure(.failed, "the server ended by itself: \(why)")
            }
        }
    }

    private func announce(_ embedded: EmbeddedServer, _ configuration: ServerConfiguration) {
        var line = "opstui serves on unix:\(embedded.socketPath)"
        if let port = embedded.runtime.bound.port {
            let scheme = configuration.tls == nil ? "http" : "https"
            line += " and \(scheme)://\(configuration.listen?.host ?? "127.0.0.1"):\(port)"
        }
        Output.note(line)
    }

    /// Until a signal ends it or the server ends by itself.
    private func serve(_ embedded: EmbeddedServer, until ending: AsyncStream<Int32>) async {
        let signals = Task {
            for await number in ending {
                guard number == SIGHUP else { return }
                for problem in LogSinks.shared.reopen() { Output.note("opstui: \(problem)") }
                await reload(embedded.runtime)
            }
        }
        // On its own: the wait for the server's end cannot be cancelled, so no group may have to wait for it.
        Task {
            try? await embedded.runtime.finished()
            signals.cancel()
        }
        await signals.value
    }

    private func reload(_ runtime: ServerRuntime) async {
        let line: String
        do {
            let result = try await runtime.reloadKeys(by: "SIGHUP")
            line =
                "keys reloaded: \(result.keys) keys of \(result.tenants) tenants, "
                + "\(result.added.count) added, \(result.removed.count) removed, \(result.rejected.count) rejected"
        } catch {
            line = "keys not reloaded: \(error)"
        }
        Output.note("opstui: \(line)")
        do {
            let rules = try await runtime.reloadRules(by: "SIGHUP")
            Output.note("opstui: rules reloaded: \(rules.rules) rules in \(rules.groups) groups")
        } catch {
            Output.note("opstui: not everything was reloaded: \(error)")
        }
    }
}
