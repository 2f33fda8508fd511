/// Which targets to scrape, in Prometheus' form: `global` and `scrape_configs` of a `prometheus.yml`.
public struct ScrapeConfiguration: Sendable, Hashable {
    /// Files longer than this many bytes are refused.
    public static let lengthLimit = 1_048_576

    /// The file's name, as errors and logs show it.
    public let name: String
    /// The jobs in the file's order; each name once.
    public let jobs: [ScrapeJob]
    /// `global.external_labels` as written: for what leaves the server, not for stored series.
    public let externalLabels: Labels
    /// What the file says and this server does not use, such as `alerting` or `remote_write`.
    public let warnings: [RuleFileError]

    /// Reads a configuration strictly: unknown fields, and known ones that cannot be followed, are errors.
    ///
    /// - Parameters:
    ///   - text: The YAML text; a whole `prometheus.yml` will do.
    ///   - name: The file's name, for errors.
    /// - Throws: `RuleFileError` with file, line, column and what was expected.
    public static func load(text: String, name: String) throws(RuleFileError) -> ScrapeConfiguration {
        guard text.utf8.count <= lengthLimit else {
            throw RuleFileError(file: name, line: 1, message: "the file is longer than \(lengthLimit) bytes")
        }
        var reader = ScrapeConfigurationReader(file: name)
        return try reader.configuration(in: text, name: name)
    }
}
