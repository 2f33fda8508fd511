import Glibc

/// What tells one state of a file from another without reading it; a rewritten, a replaced and a newly linked file differ.
struct FileMark: Hashable, Sendable {
    private let device: UInt64
    private let inode: UInt64
    private let size: Int64
    private let modified: Time
    private let changed: Time

    private struct Time: Hashable, Sendable {
        let seconds: Int
        let nanoseconds: Int

        init(_ time: timespec) { (seconds, nanoseconds) = (time.tv_sec, time.tv_nsec) }
    }

    /// Nil where no file can be reached by the path. Links are followed.
    init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        size = Int64(status.st_size)
        modified = Time(status.st_mtim)
        changed = Time(status.st_ctim)
    }

    /// The marks of those of the paths that are there.
    static func of(_ paths: [String]) -> [String: FileMark] {
        paths.reduce(into: [:]) { $0[$1] = FileMark(path: $1) }
    }
}
