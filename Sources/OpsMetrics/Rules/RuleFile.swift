/// A Prometheus rule file: groups of alerting and recording rules.
public struct RuleFile: Sendable {
    /// Files longer than this many bytes are refused.
    public static let lengthLimit = 1_048_576

    /// The file's name, as errors and screens show it.
    public let name: String
    /// The groups in the file's order.
    public let groups: [RuleGroup]

    /// Reads a rule file strictly: unknown fields, bad expressions and bad templates are errors.
    ///
    /// - Parameters:
    ///   - text: The YAML text.
    ///   - name: The file's name, for errors.
    ///   - defaultInterval: How often groups that do not say it themselves are evaluated; Prometheus' default is a minute.
    /// - Throws: `RuleFileError` with file, line and what was expected.
    public static func load(
        text: String, name: String, defaultInterval: Duration = .seconds(60)
    ) throws(RuleFileError) -> RuleFile {
        guard text.utf8.count <= lengthLimit else {
            throw RuleFileError(file: name, line: 1, message: "the file is longer than \(lengthLimit) bytes")
        }
        let reader = RuleFileReader(file: name, defaultInterval: defaultInterval)
        return RuleFile(name: name, groups: try reader.groups(in: text))
    }
}
