import Foundation

/// A child's output file, read in bounded pieces.
enum ServerLog {
    private static let limit = 256 << 10

    /// The first 256 KiB.
    static func head(_ path: String) -> String { read(path, fromEnd: false) }

    /// The last lines, at most 800 characters on one line.
    static func tail(_ path: String) -> String {
        let lines = read(path, fromEnd: true).split(separator: "\n").suffix(5)
        return String(lines.joined(separator: " | ").suffix(800))
    }

    /// Whether the first 256 KiB hold a text.
    static func holds(_ text: String, _ path: String) -> Bool { head(path).contains(text) }

    private static func read(_ path: String, fromEnd: Bool) -> String {
        guard let file = FileHandle(forReadingAtPath: path) else { return "" }
        defer { try? file.close() }
        if fromEnd, let size = try? file.seekToEnd() {
            try? file.seek(toOffset: size > UInt64(limit) ? size - UInt64(limit) : 0)
        }
        guard let data = try? file.read(upToCount: limit) else { return "" }
        return String(decoding: data, as: UTF8.self)
    }
}
