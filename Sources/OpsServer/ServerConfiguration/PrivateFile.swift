import Foundation
import OpsFiles

/// Reads files that may hold secrets, and only such that nobody else could have written.
public enum PrivateFile {
    /// The text of the file at `path`, which must be a regular file of this process' user or root that neither its group nor
    /// others may write; at most 1 MiB of UTF-8.
    ///
    /// The checks are made on the opened file, so that it cannot be exchanged in between.
    ///
    /// - Throws: ``ConfigurationError``; for a file that is not there as well (see ``exists(_:)``).
    public static func read(_ path: String) throws -> String {
        try contents(of: path, objection: ownership)
    }

    /// As ``read(_:)``, for a file that strangers may not read either, such as a private key.
    ///
    /// - Throws: ``ConfigurationError``.
    static func readConfidential(_ path: String) throws -> String {
        try contents(of: path) { status in
            status.strangersMayRead ? "others may read it; use chmod o-rwx" : ownership(status)
        }
    }

    private static func ownership(_ status: FileStatus) -> String? {
        guard status.owner == geteuid() || status.owner == 0 else {
            return "it must belong to this user or root; it belongs to user \(status.owner)"
        }
        guard !status.othersMayWrite else {
            return "nobody but its owner may be able to write it; use chmod go-w"
        }
        return nil
    }

    /// The text of a file that a `<NAME>_FILE` setting names, without white space at its end. Container secrets belong to
    /// anybody, so only its size and kind are checked.
    static func secret(_ path: String) throws -> String {
        var text = try contents(of: path) { _ in nil }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return text
    }

    /// True where there is something at `path`.
    public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    private static func contents(of path: String, objection: (FileStatus) -> String?) throws -> String {
        // O_NONBLOCK: a pipe in the file's place must not hold up the start.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw ConfigurationError(place: path, reason: "cannot be read: \(String(cString: strerror(errno)))")
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        guard let status = FileStatus(descriptor: descriptor), status.isRegular else {
            throw ConfigurationError(place: path, reason: "is no regular file")
        }
        if let objection = objection(status) { throw ConfigurationError(place: path, reason: objection) }
        let data = try handle.read(upToCount: 1_048_577) ?? Data()
        guard data.count <= 1_048_576, let text = String(data: data, encoding: .utf8) else {
            throw ConfigurationError(place: path, reason: "must be UTF-8 text of at most 1 MiB")
        }
        return text
    }
}
