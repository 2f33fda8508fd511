import Crypto
import Foundation
import Glibc
import OpsCore
import OpsFiles
import OpsMetrics

/// Who made a group of rules.
enum RuleOrigin: Sendable {
    /// Whoever wrote the rule files that the configuration names.
    case files
    /// The rules that come with the server.
    case shipped
    /// The server, of the objectives: how many events there were, and how many of them bad.
    case events
    /// The server, of the objectives: what is left of their budgets. They read only what this server recorded, so they are
    /// never asked elsewhere.
    case budgets
}

/// Where the rules come from: the files and patterns (`rules/*.yml`) that the configuration names, or the shipped rules
/// where it names none.
struct RuleFiles: Sendable {
    /// Files at most, patterns filled in.
    static let limit = 1_000

    /// The rules of all files, read at one time.
    struct Loaded: Sendable {
        var files: [RuleFile]
        /// Whether they are the shipped ones.
        var areShipped = false
        /// The service level objectives, and the rules that are made of them.
        var objectives: ObjectiveFile
        var objectiveRules: (events: RuleFile, budgets: RuleFile)
        /// Tells whether anything was written differently.
        var digest: String

        /// Every group, in order, with its file's name.
        var groups: [(file: String, group: RuleGroup, origin: RuleOrigin)] {
            let all =
                files.map { ($0, areShipped ? .shipped : RuleOrigin.files) } + [
                    (objectiveRules.events, .events), (objectiveRules.budgets, .budgets),
                ]
            return all.flatMap { file, origin in file.groups.map { (file.name, $0, origin) } }
        }
    }

    /// Why the files cannot be used, in one line for a person.
    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    let patterns: [String]
    /// How often groups without an interval of their own are evaluated.
    let interval: Duration
    /// The file of service level objectives; the shipped one where nil.
    var objectives: String?

    /// The files that are there now, that of the objectives last.
    func paths() -> [String] { rulePaths() + (objectives.map { [$0] } ?? []) }

    /// In the order of the configuration; a pattern's by name, each file once.
    private func rulePaths() -> [String] {
        var known: Set<String> = []
        return Array(patterns.flatMap(Self.matches).filter { known.insert($0).inserted }.prefix(Self.limit + 1))
    }

    /// Reads every file.
    ///
    /// - Throws: ``Fault`` and `RuleFileError`.
    func load() throws -> Loaded {
        var hash = SHA256()
        let files = try rules(&hash)
        let objectives = try objectives(&hash)
        return Loaded(
            files: files, areShipped: patterns.isEmpty, objectives: objectives,
            objectiveRules: (try objectives.eventRules(), try objectives.budgetRules()),
            digest: hash.finalize().description)
    }

    private func rules(_ hash: inout SHA256) throws -> [RuleFile] {
        guard !patterns.isEmpty else {
            let text = String(decoding: PackageResources.opstui_rules_yml, as: UTF8.self)
            return [try RuleFile.load(text: text, name: "opstui.rules.yml", defaultInterval: interval)]
        }
        let paths = rulePaths()
        guard paths.count <= Self.limit else {
            throw Fault(description: "rule_files name more than \(Self.limit) files; name fewer")
        }
        return try paths.map { path in
            let text = try Self.text(of: path)
            hash.update(data: Data("\(path)\u{0}\(text)\u{0}".utf8))
            return try RuleFile.load(text: text, name: path, defaultInterval: interval)
        }
    }

    private func objectives(_ hash: inout SHA256) throws -> ObjectiveFile {
        guard let path = objectives else {
            return try ObjectiveFile.load(
                text: String(decoding: PackageResources.slo_yml, as: UTF8.self), name: "slo.yml")
        }
        let text = try Self.text(of: path)
        hash.update(data: Data("\(path)\u{0}\(text)\u{0}".utf8))
        return try ObjectiveFile.load(text: text, name: path)
    }

    /// In a few words, for a person.
    var note: String {
        switch patterns.count {
        case 0: "shipped rules"
        case 1: SafeText.clean(URL(fileURLWithPath: patterns[0]).lastPathComponent, limit: 24)
        default: "\(patterns.count) rule files"
        }
    }

    private static func text(of path: String) throws -> String {
        guard let status = FileStatus(following: path) else {
            throw Fault(description: "the rule file \(path) cannot be read: it is not there; see rule_files")
        }
        // Reading a pipe would wait for ever.
        guard status.isRegular else {
            throw Fault(description: "the rule file \(path) cannot be read: it is no ordinary file")
        }
        guard status.size <= RuleFile.lengthLimit else {
            throw Fault(description: "the rule file \(path) is longer than \(RuleFile.lengthLimit) bytes; divide it")
        }
        // It may have grown since.
        guard let bytes = ScrapePath.read(path, limit: RuleFile.lengthLimit),
            let text = String(validating: bytes, as: UTF8.self)
        else {
            throw Fault(description: "the rule file \(path) cannot be read: it may not be opened, or is not UTF-8")
        }
        return text
    }

    /// A name without wildcards stands for itself, whether it is there or not; a pattern may fit nothing.
    private static func matches(_ pattern: String) -> [String] {
        guard pattern.contains(where: { "*?[".contains($0) }) else { return [pattern] }
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(pattern, 0, nil, &found) == 0, let names = found.gl_pathv else { return [] }
        let count = min(Int(clamping: found.gl_pathc), limit + 1)
        return (0..<count).compactMap { names[$0].map { String(cString: $0) } }
    }
}
