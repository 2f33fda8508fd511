import Foundation
import Glibc
import OpsFiles

/// Paths in a scrape configuration.
enum ScrapePath {
    /// A path as it is, or below the configuration's directory.
    static func absolute(_ path: String, in directory: String) -> String {
        path.hasPrefix("/") ? path : "\(directory)/\(path)"
    }

    /// A file's bytes; nil where it cannot be read or has more than `limit`.
    static func read(_ path: String, limit: Int) -> [UInt8]? {
        // Reading a pipe would wait for ever.
        guard let status = FileStatus(following: path), status.isRegular,
            let file = FileHandle(forReadingAtPath: path)
        else { return nil }
        defer { try? file.close() }
        guard let data = try? file.read(upToCount: limit + 1), data.count <= limit else {
            // An empty file reads as nil.
            return status.size == 0 ? [] : nil
        }
        return Array(data)
    }

    /// The files that a path means whose last part may hold `*`, in order of their names; nil where its directory is there
    /// but cannot be read.
    static func matches(_ pattern: String) -> [String]? {
        let cut = pattern.lastIndex(of: "/").map { pattern.index(after: $0) } ?? pattern.startIndex
        let (directory, last) = (String(pattern[..<cut]), pattern[cut...])
        guard last.contains("*") else { return mayBeThere(pattern) ? [pattern] : [] }
        let path = directory.isEmpty ? "." : directory
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            return mayBeThere(path) ? nil : []
        }
        return names.filter { fits($0[...], last) }.sorted().map { directory + $0 }
    }

    /// False only where it is certain that there is nothing of this name.
    private static func mayBeThere(_ path: String) -> Bool {
        access(path, F_OK) == 0 || ![ENOENT, ENOTDIR].contains(errno)
    }

    /// Whether a name fits a pattern in which `*` is any text.
    static func fits(_ name: Substring, _ pattern: Substring) -> Bool {
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
        guard let first = parts.first, let last = parts.last, parts.count > 1 else { return name == pattern }
        guard name.hasPrefix(first), name.count >= first.count + last.count, name.hasSuffix(last) else { return false }
        var rest = name.dropFirst(first.count).dropLast(last.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let found = rest.firstRange(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return true
    }
}
