import Foundation

/// Finds and reads rule files and test files.
enum RuleFilePaths {
    /// Names with their patterns replaced by what they match; a pattern that matches nothing stays, so that reading it
    /// says so.
    static func expanded(_ names: [String]) -> [String] {
        names.flatMap { name in
            guard name.contains(where: { "*?[".contains($0) }), !FileManager.default.fileExists(atPath: name) else {
                return [name]
            }
            let found = matches(name)
            return found.isEmpty ? [name] : found
        }
    }

    /// The files that a pattern with `*`, `?` and `[…]` matches, in order of their names.
    static func matches(_ pattern: String) -> [String] {
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(pattern, 0, nil, &found) == 0, let paths = found.gl_pathv else { return [] }
        return (0..<Int(found.gl_pathc)).compactMap { paths[$0].map { String(cString: $0) } }
    }

    /// A file as text.
    static func text(_ file: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw CommandFailure(.failed, "\(file): cannot be read; does it exist?")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw CommandFailure(.failed, "\(file): is no UTF-8 text")
        }
        return text
    }
}
