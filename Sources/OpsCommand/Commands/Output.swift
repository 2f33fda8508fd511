import Foundation

/// Standard output and standard error, unbuffered: a line is there when it is said.
enum Output {
    /// Writes `text` as it is. A closed pipe is nobody's error.
    static func write(_ text: String) { try? FileHandle.standardOutput.write(contentsOf: Data(text.utf8)) }

    /// Writes one line to standard error.
    static func note(_ line: String) { try? FileHandle.standardError.write(contentsOf: Data("\(line)\n".utf8)) }
}
