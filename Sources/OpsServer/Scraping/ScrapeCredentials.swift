import Foundation
import Glibc
import OpsFiles
import OpsMetrics

/// What a scrape shows of who it is. The files are read at each scrape, so that a new secret needs no reload; what they
/// hold is never logged, nor part of an error.
struct ScrapeCredentials: Sendable {
    /// Bytes of a file at most.
    private static let limit = 64 << 10

    let access: ScrapeAccess?
    /// Where relative paths start.
    let directory: String

    /// The header `Authorization`; nil where none is asked for.
    ///
    /// - Throws: ``ScrapeFailure`` where a file cannot be used.
    func header() throws(ScrapeFailure) -> String? {
        switch access {
        case nil: return nil
        case .basic(let username, let file):
            let password = try file.map { file throws(ScrapeFailure) in try secret(in: file) } ?? ""
            return "Basic " + Data("\(username):\(password)".utf8).base64EncodedString()
        case .authorization(let type, let file): return "\(type) \(try secret(in: file))"
        }
    }

    private func secret(in file: String) throws(ScrapeFailure) -> String {
        let path = ScrapePath.absolute(file, in: directory)
        guard let bytes = ScrapePath.read(path, limit: Self.limit), let text = String(validating: bytes, as: UTF8.self)
        else { throw ScrapeFailure("the credentials in \(path) cannot be read") }
        let secret = String(text.reversed().drop { $0.isWhitespace }.reversed())
        // A header of several lines would be another request.
        guard secret.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw ScrapeFailure("the credentials in \(path) have a control character in them")
        }
        return secret
    }
}

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

    /// The files that a path means whose last part may hold `*`, in order of their names.
    static func matches(_ pattern: String) -> [String] {
        let cut = pattern.lastIndex(of: "/").map { pattern.index(after: $0) } ?? pattern.startIndex
        let (directory, last) = (String(pattern[..<cut]), pattern[cut...])
        guard last.contains("*") else { return FileManager.default.fileExists(atPath: pattern) ? [pattern] : [] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.isEmpty ? "." : directory)) ?? []
        return names.filter { fits($0[...], last) }.sorted().map { directory + $0 }
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
