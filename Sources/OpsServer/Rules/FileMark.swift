import OpsFiles

/// What tells one state of a file from another without reading it; a rewritten, a replaced and a newly linked file differ.
struct FileMark: Hashable, Sendable {
    private let identity: FileStatus.Identity
    private let size: Int64
    private let changed: FileStatus.Moment

    /// Nil where no file can be reached by the path. Links are followed.
    init?(path: String) {
        guard let status = FileStatus(following: path) else { return nil }
        (identity, size, changed) = (status.identity, status.size, status.changed)
    }

    /// The marks of those of the paths that are there.
    static func of(_ paths: [String]) -> [String: FileMark] {
        paths.reduce(into: [:]) { $0[$1] = FileMark(path: $1) }
    }
}
