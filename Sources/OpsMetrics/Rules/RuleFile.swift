/// A Prometheus rule file: groups of alerting and recording rules.
public struct RuleFile: Sendable {
    /// Files longer than this many bytes are refused.
    public static let lengthLimit = 16_777_216

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
    /// - Throws: `RuleFileError` with file, line and what was expected: the first fault.
    public static func load(
        text: String, name: String, defaultInterval: Duration = .seconds(60)
    ) throws(RuleFileError) -> RuleFile {
        let (file, faults) = read(text: text, name: name, defaultInterval: defaultInterval)
        if let first = faults.first { throw first }
        return file
    }

    /// Reads a rule file and tells every fault, as `promtool check rules` does.
    public static func check(text: String, name: String) -> RuleFileReport {
        let (file, faults) = read(text: text, name: name, defaultInterval: .seconds(60))
        return RuleFileReport(
            ruleCount: file.groups.reduce(0) { $0 + $1.rules.count }, faults: faults,
            duplicates: RuleFileReport.duplicates(in: file))
    }

    private static func read(
        text: String, name: String, defaultInterval: Duration
    ) -> (RuleFile, [RuleFileError]) {
        guard text.utf8.count <= lengthLimit else {
            let fault = RuleFileError(file: name, line: 1, message: "the file is longer than \(lengthLimit) bytes")
            return (RuleFile(name: name, groups: []), [fault])
        }
        var reader = RuleFileReader(file: name, defaultInterval: defaultInterval)
        let groups = reader.groups(in: text)
        return (RuleFile(name: name, groups: groups), reader.faults)
    }
}
