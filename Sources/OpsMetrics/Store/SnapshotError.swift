/// Why a snapshot could not be written or was not taken.
public enum SnapshotError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file system refused: what was tried, where, and the error's number.
    case file(operation: String, path: String, code: Int32)
    /// The file is longer than it may be.
    case tooLarge(limitBytes: Int)
    /// The bytes are no snapshot, or end too early, or were changed.
    case damaged(String)
    /// Another version of the format.
    case version(UInt64)

    public var description: String {
        switch self {
        case .file(let operation, let path, let code): "cannot \(operation) \(path): error \(code)"
        case .tooLarge(let limit): "the snapshot is larger than \(limit) bytes; remove it to start without"
        case .damaged(let what): "the snapshot is damaged (\(what)); remove it to start without"
        case .version(let version):
            "the snapshot has version \(version), this program reads 1; remove it to start without"
        }
    }
}

/// What a restore brought back.
public struct SnapshotSummary: Sendable, Hashable {
    /// Series and samples now in the store.
    public var seriesCount = 0
    public var sampleCount = 0
}
