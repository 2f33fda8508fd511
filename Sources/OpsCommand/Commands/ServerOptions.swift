import ArgumentParser
import Foundation
import OpsServer

/// The flags that server and dashboard share; everything else is environment, `.env` or file.
struct ServerOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The configuration file.", valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("TCP address to serve on, or none for the socket alone.", valueName: "host:port"))
    var listen: String?

    @Option(help: ArgumentHelp("The Unix socket to serve on, and to look for.", valueName: "path"))
    var socket: String?

    @Option(name: .customLong("state-dir"), help: ArgumentHelp("Where state is kept.", valueName: "dir"))
    var stateDirectory: String?

    @Option(
        name: .customLong("env-file"), help: ArgumentHelp("The environment file (default .env).", valueName: "file"))
    var envFile: String?

    @Option(
        help: ArgumentHelp(
            "Panes and rules ask this Prometheus-compatible server in place of the embedded series.", valueName: "url"))
    var prometheus: String?

    @Option(
        name: .customLong("scrape-file"),
        help: ArgumentHelp("A Prometheus configuration whose scrape_configs are followed.", valueName: "file"))
    var scrapeFile: String?

    /// By long option name, as the loader takes them.
    var flags: [String: String] {
        let pairs = [
            ("config", config), ("listen", listen), ("socket", socket), ("state-dir", stateDirectory),
            ("env-file", envFile), ("prometheus", prometheus), ("scrape-file", scrapeFile),
        ]
        return Dictionary(uniqueKeysWithValues: pairs.compactMap { name, value in value.map { (name, $0) } })
    }

    /// The configuration from all sources; an error names file, line and what was expected. `defaults` are this
    /// command's own, by the setting's name in the environment.
    func load(defaults: [String: String] = [:]) throws -> LoadedConfiguration {
        do {
            return try ConfigurationLoader.load(
                flags: flags, environment: ProcessInfo.processInfo.environment,
                workingDirectory: FileManager.default.currentDirectoryPath, defaults: defaults)
        } catch {
            throw CommandFailure(.failed, "\(error)")
        }
    }
}
