/// Targets with the labels they share: an element of `static_configs`, or of a file of `file_sd_configs`.
public struct TargetGroup: Sendable, Hashable {
    /// Files longer than this many bytes are refused.
    public static let fileLengthLimit = 4 << 20

    /// Addresses, `host` or `host:port`.
    public let targets: [String]
    /// Labels of each of them.
    public let labels: Labels

    /// Reads a file of target groups, JSON or YAML. The label `__meta_filepath` names the file.
    ///
    /// - Throws: `RuleFileError` with file, line and what was expected.
    public static func read(text: String, name: String) throws(RuleFileError) -> [TargetGroup] {
        guard text.utf8.count <= fileLengthLimit else {
            throw RuleFileError(file: name, line: 1, message: "the file is longer than \(fileLengthLimit) bytes")
        }
        let reader = TargetGroupReader(yaml: StrictYAML(file: name))
        // JSON may be indented by tabs, YAML may not; in a JSON text a tab cannot mean anything else.
        let plain = name.lowercased().hasSuffix(".json") ? text.replacing("\t", with: " ") : text
        guard let root = try reader.yaml.compose(plain) else { return [] }
        return try reader.groups(root, "the file").map { group in
            TargetGroup(targets: group.targets, labels: group.labels.setting("__meta_filepath", to: name))
        }
    }
}

/// A pattern of files that hold target groups.
public struct TargetFilePattern: Sendable, Hashable {
    /// The path; its last part may hold `*` and ends in `.json`, `.yml` or `.yaml`.
    public let path: String
    /// How often the files are looked at, should nothing tell of a change.
    public let refresh: Duration
}
