import Foundation
import OpsCore

/// Loads the sources, then applies every setting once, then judges the whole.
struct ConfigurationAssembly {
    private let flags: [String: String]
    private let environment: [String: String]
    private let workingDirectory: String
    private let defaults: [String: String]
    private var notes: [String] = []

    /// Options that name a source rather than a setting.
    private static let sourceFlags: Set<String> = ["config", "env-file"]

    init(
        flags: [String: String], environment: [String: String], workingDirectory: String, defaults: [String: String]
    ) {
        self.flags = flags
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.defaults = defaults
    }

    /// - Throws: ``ConfigurationError``.
    mutating func finish() throws -> LoadedConfiguration {
        try checkFlags()
        let paths = SitePaths(environment: environment, uid: geteuid())
        let envFile = try readEnvFile()
        let sources = SettingSources(
            flags: flags, environment: environment, envFile: envFile, file: try readFile(paths), defaults: defaults,
            workingDirectory: workingDirectory)
        var configuration = ServerConfiguration(stateDirectory: paths.stateDirectory)
        (configuration.envFile, configuration.envFileIsNamed) = (envPath, namedEnvFile != nil)
        configuration.keyEnvironment = environment.filter { $0.key.hasPrefix("API_") }
        var origins: [String: ValueOrigin] = [:]
        var switches = KeySwitches()
        for setting in Setting.all {
            guard let found = try sources.find(setting) else { continue }
            let before = configuration.jsonLogging
            try Self.apply(setting, found, to: &configuration)
            if setting.name == "JSON_LOGGING", origins["LOG_FORMAT"] != nil, configuration.jsonLogging != before {
                throw ConfigurationError(
                    place: found.place, line: found.line, reason: "JSON_LOGGING contradicts LOG_FORMAT; set one of them"
                )
            }
            origins[setting.name] = found.origin
            try switches.note(setting.name, configuration.requireKeys, found.place)
        }
        configuration.valves = sources.file?.valves ?? []
        if origins["OPSTUI_SOCKET"] == nil {
            configuration.socketPath = SocketChoice.path(environment, configuration.site)
        }
        if origins["ALLOWED_HOSTS"] == nil, let own = Self.ownHost(configuration.listen) {
            configuration.allowedHosts.append(own)
        }
        try ConfigurationRules(environment: environment, envFile: envFile).judge(configuration)
        return LoadedConfiguration(
            configuration: configuration, entries: Self.entries(configuration, origins), notes: notes)
    }

    /// The address that is listened on, as a client writes it; nil for none, for all addresses, and for what is allowed
    /// anyway.
    private static func ownHost(_ listen: ListenAddress?) -> String? {
        guard let listen, !["0.0.0.0", "::", "localhost", "127.0.0.1", "::1"].contains(listen.host) else { return nil }
        return listen.host.contains(":") ? "[\(listen.host)]" : listen.host.lowercased()
    }

    private func checkFlags() throws {
        let known = Self.sourceFlags.union(Setting.all.compactMap(\.flag))
        for flag in flags.keys.sorted() where !known.contains(flag) {
            throw ConfigurationError(
                place: "flag --\(flag)", reason: "unknown; expected one of \(known.sorted().joined(separator: ", "))")
        }
    }

    private static func apply(
        _ setting: Setting, _ found: SettingSources.Found, to configuration: inout ServerConfiguration
    ) throws {
        do {
            try setting.apply(&configuration, SettingText(text: found.text, directory: found.directory))
        } catch let error as SettingError {
            throw ConfigurationError(
                place: found.place, line: found.line, reason: "\(setting.name): expected \(error.expected)")
        }
    }

    private static func entries(
        _ configuration: ServerConfiguration, _ origins: [String: ValueOrigin]
    ) -> [LoadedConfiguration.Entry] {
        Setting.all.map { setting in
            let value = setting.show(configuration)
            return LoadedConfiguration.Entry(
                name: setting.name, value: setting.isSecret && !value.isEmpty ? "[hidden]" : value,
                origin: origins[setting.name] ?? .default)
        }
    }

    /// The `.env` that a flag or variable names must be there and be safe; the default one is passed over where it is not.
    private mutating func readEnvFile() throws -> EnvFileContents? {
        let (named, path) = (namedEnvFile, envPath)
        if named == nil, !PrivateFile.exists(path) { return nil }
        let text: String
        do {
            text = try PrivateFile.read(path)
        } catch let error as ConfigurationError where named == nil {
            notes.append("\(path) was not read: \(error.reason)")
            return nil
        }
        do {
            return EnvFileContents(path: path, entries: try EnvFile.parse(text: text, file: path))
        } catch {
            throw ConfigurationError(
                place: path, line: error.problems.first?.line, reason: error.problems.first?.reason ?? "cannot be read")
        }
    }

    private var namedEnvFile: String? { flags["env-file"] ?? environment["OPSTUI_ENV_FILE"] }

    private var envPath: String { SettingText(text: namedEnvFile ?? ".env", directory: workingDirectory).path }

    private func readFile(_ paths: SitePaths) throws -> ConfigurationFile? {
        let named = flags["config"] ?? environment["OPSTUI_CONFIG"]
        let candidates =
            named.map { [SettingText(text: $0, directory: workingDirectory).path] }
            ?? paths.configurationDirectories.map { "\($0)/config.yaml" }
        guard let path = candidates.first(where: PrivateFile.exists) ?? (named == nil ? nil : candidates[0]) else {
            return nil
        }
        return try ConfigurationFile(text: PrivateFile.read(path), path: path)
    }
}
