import OpsCore

/// Where settings are looked up, strongest first.
struct SettingSources {
    /// A value, where it came from and where relative paths in it start.
    struct Found {
        var text: String
        var origin: ValueOrigin
        var directory: String
        /// For error messages: `flag --listen`, `environment, LOG_LEVEL`, `config.yaml:7`.
        var place: String
        var line: Int?
    }

    var flags: [String: String]
    var environment: [String: String]
    var envFile: EnvFileContents?
    var file: ConfigurationFile?
    var defaults: [String: String]
    var workingDirectory: String

    /// The strongest value of `setting`; nil where none is set. An empty variable is none, as compose files write unset ones.
    func find(_ setting: Setting) throws -> Found? {
        if let flag = setting.flag, let text = flags[flag] {
            return Found(text: text, origin: .flag, directory: workingDirectory, place: "flag --\(flag)")
        }
        return try variable(setting) ?? envEntry(setting) ?? fileValue(setting) ?? fallback(setting)
    }

    private func variable(_ setting: Setting) throws -> Found? {
        if let text = environment[setting.name], !text.isEmpty {
            return Found(
                text: text, origin: .environment, directory: workingDirectory, place: "environment, \(setting.name)")
        }
        return try secretFile(environment["\(setting.name)_FILE"], workingDirectory)
    }

    private func envEntry(_ setting: Setting) throws -> Found? {
        guard let envFile else { return nil }
        if let entry = envFile.newest(setting.name), !entry.value.isEmpty {
            return Found(
                text: entry.value, origin: .envFile(path: envFile.path, line: entry.line),
                directory: envFile.directory, place: envFile.path, line: entry.line)
        }
        return try secretFile(envFile.newest("\(setting.name)_FILE")?.value, envFile.directory)
    }

    private func secretFile(_ path: String?, _ directory: String) throws -> Found? {
        guard let path, !path.isEmpty else { return nil }
        let absolute = SettingText(text: path, directory: directory).path
        return Found(
            text: try PrivateFile.secret(absolute), origin: .secretFile(absolute), directory: directory,
            place: absolute)
    }

    private func fileValue(_ setting: Setting) -> Found? {
        guard let file, let value = file.values[setting.path] else { return nil }
        return Found(
            text: value.text, origin: .file(path: file.path, line: value.line), directory: file.directory,
            place: file.path, line: value.line)
    }

    private func fallback(_ setting: Setting) -> Found? {
        defaults[setting.name].map {
            Found(text: $0, origin: .default, directory: workingDirectory, place: "default, \(setting.name)")
        }
    }
}

/// A `.env` that was read.
struct EnvFileContents {
    var path: String
    var entries: [EnvEntry]

    var directory: String { path.directoryOfPath }

    /// Of two entries with one name the later counts.
    func newest(_ name: String) -> EnvEntry? { entries.last { $0.name == name } }
}

extension String {
    /// The directory that a path's last component lies in.
    var directoryOfPath: String {
        guard let slash = lastIndex(of: "/") else { return "." }
        return slash == startIndex ? "/" : String(self[..<slash])
    }
}
