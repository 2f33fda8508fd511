/// Reads environment files (`.env`): `NAME=value` lines, as Docker and shells write them.
///
/// `#` starts a comment at a line's beginning or after white space behind an unquoted value; `export ` may come before
/// a name. `'…'` is taken as it stands; `"…"` knows `\n \r \t \" \\ \$`. Nothing is expanded and no value spans lines.
public enum EnvFile {
    /// The longest file that is read, in bytes.
    public static let maximumBytes = 1_048_576
    private static let maximumProblems = 20

    /// All entries in their order. A name that is set twice comes twice; the later one counts (``values(of:)``).
    /// Throws ``EnvFileError`` naming `file` and each faulty line where any line is faulty.
    public static func parse(text: String, file: String = ".env") throws(EnvFileError) -> [EnvEntry] {
        guard text.utf8.count <= maximumBytes else {
            throw EnvFileError(file: file, problems: [.init(line: 1, reason: "the file is larger than 1 MiB")])
        }
        var entries: [EnvEntry] = []
        var problems: [EnvFileError.Problem] = []
        var line = 0
        for raw in lines(of: text) {
            line += 1
            var scanner = EnvLineScanner(raw)
            switch scanner.scan() {
            case .nothing: break
            case .entry(let name, let value): entries.append(EnvEntry(name: name, value: value, line: line))
            case .problem(let reason): problems.append(.init(line: line, reason: reason))
            }
            if problems.count == maximumProblems { break }
        }
        guard problems.isEmpty else { throw EnvFileError(file: file, problems: problems) }
        return entries
    }

    /// The entries as a dictionary; of two with one name the later counts.
    public static func values(of entries: [EnvEntry]) -> [String: String] {
        Dictionary(entries.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    }

    private static func lines(of text: String) -> [[UInt8]] {
        var bytes = Array(text.utf8)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        return bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
            line.last == UInt8(ascii: "\r") ? Array(line.dropLast()) : Array(line)
        }
    }
}
