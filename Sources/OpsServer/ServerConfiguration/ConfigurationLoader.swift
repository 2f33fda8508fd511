import OpsCore

/// Makes a ``ServerConfiguration`` of flags, environment, `.env`, `config.yaml` and defaults, in this order of strength.
public enum ConfigurationLoader {
    /// Loads the configuration.
    ///
    /// - Parameters:
    ///   - flags: long option names without dashes, e.g. `["listen": "127.0.0.1:8000", "env-file": "prod.env"]`; see
    ///     ``Setting/flag`` for those that are known. `config` names the configuration file.
    ///   - environment: the process environment. Every setting is also read from the file that `<NAME>_FILE` names.
    ///   - workingDirectory: where relative paths start and `.env` is looked for.
    ///   - defaults: values weaker than all others, by the setting's name in the environment, e.g. what one subcommand
    ///     listens on where nobody says otherwise.
    /// - Throws: ``ConfigurationError``.
    public static func load(
        flags: [String: String], environment: [String: String], workingDirectory: String,
        defaults: [String: String] = [:]
    ) throws -> LoadedConfiguration {
        var assembly = ConfigurationAssembly(
            flags: flags, environment: environment, workingDirectory: workingDirectory, defaults: defaults)
        return try assembly.finish()
    }
}
