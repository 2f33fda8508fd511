import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// A snapshot on disk: written beside its place and then moved there, readable by its owner alone.
public struct StoreSnapshotFile: Sendable {
    /// Where it is.
    public let path: String

    /// The snapshot at `path`.
    public init(path: String) {
        self.path = path
    }

    /// Writes what the store holds. A crash at any moment leaves the old file or the new one.
    public func write(_ store: SeriesStore) throws(SnapshotError) {
        let temporary = path + ".new"
        unlink(temporary)
        let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw .file(operation: "create", path: temporary, code: errno) }
        var failure: SnapshotError?
        do {
            try store.snapshot { part in try Self.write(part, to: file, temporary) }
        } catch let error as SnapshotError {
            failure = error
        } catch {
            failure = .damaged("it could not be made")
        }
        if failure == nil, fsync(file) != 0 { failure = .file(operation: "sync", path: temporary, code: errno) }
        close(file)
        if failure == nil, rename(temporary, path) != 0 {
            failure = .file(operation: "rename", path: temporary, code: errno)
        }
        guard let failure else { return syncDirectory() }
        unlink(temporary)
        throw failure
    }

    /// Restores the file's samples into a store; nil where there is no file.
    ///
    /// - Parameters:
    ///   - store: An empty store.
    ///   - milliseconds: The time now; what is older than the retention is left out.
    ///   - limitBytes: A longer file is refused unread.
    public func restore(
        into store: SeriesStore, at milliseconds: Int64, limitBytes: Int = 256 << 20
    ) throws(SnapshotError) -> SnapshotSummary? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw .file(operation: "open", path: path, code: errno)
        }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = read(file, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .file(operation: "read", path: path, code: errno) }
            guard count > 0 else { break }
            guard bytes.count + count <= limitBytes else { throw .tooLarge(limitBytes: limitBytes) }
            bytes.append(contentsOf: buffer[..<count])
        }
        return try store.restore(from: bytes, at: milliseconds)
    }

    private static func write(_ part: [UInt8], to file: Int32, _ path: String) throws(SnapshotError) {
        var place = 0
        while place < part.count {
            let count = part.withUnsafeBytes { raw in
                raw.baseAddress.map { Glibc.write(file, $0 + place, raw.count - place) } ?? 0
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .file(operation: "write", path: path, code: errno) }
            place += count
        }
    }

    /// Makes the move itself last.
    private func syncDirectory() {
        let directory = open((path as NSString).deletingLastPathComponent, O_RDONLY | O_CLOEXEC)
        guard directory >= 0 else { return }
        fsync(directory)
        close(directory)
    }
}
