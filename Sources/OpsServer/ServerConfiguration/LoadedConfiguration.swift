import OpsCore

/// Where a value came from, strongest first.
public enum ValueOrigin: Equatable, Sendable, CustomStringConvertible {
    case flag
    case environment
    /// A file that `<NAME>_FILE` names, in the environment or in `.env`.
    case secretFile(String)
    /// The `.env` file.
    case envFile(path: String, line: Int)
    /// `config.yaml`.
    case file(path: String, line: Int)
    case `default`

    public var description: String {
        switch self {
        case .flag: "flag"
        case .environment: "environment"
        case .secretFile(let path): path
        case .envFile(let path, let line), .file(let path, let line): "\(path):\(line)"
        case .default: "default"
        }
    }
}

/// A configuration, and of each value where it came from (`opstui config show`).
public struct LoadedConfiguration: Sendable {
    /// One line of `config show`.
    public struct Entry: Equatable, Sendable {
        /// The setting's name in the environment, e.g. `RATE_LIMIT_OPS`.
        public var name: String
        /// For a person; `[hidden]` where the setting is secret, empty where it is unset.
        public var value: String
        public var origin: ValueOrigin
    }

    public var configuration: ServerConfiguration
    /// All settings, in the order of the documentation.
    public var entries: [Entry]
    /// Things a person should know, e.g. a `.env` that was not read because others may write it.
    public var notes: [String]

    public init(configuration: ServerConfiguration, entries: [Entry], notes: [String]) {
        self.configuration = configuration
        self.entries = entries
        self.notes = notes
    }
}
