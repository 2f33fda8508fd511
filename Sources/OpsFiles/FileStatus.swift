import Foundation

/// What the kernel says of a file: whose it is, who may use it, and which one it is.
///
/// In a room of its own because SwiftNIO's Linux module also declares `struct stat`: in a module that imports both, the
/// optimising compiler cannot tell whose members they are.
public struct FileStatus: Equatable, Sendable {
    /// The owner's user id.
    public var owner: UInt32
    /// Type and permission bits, as in `stat(2)`.
    public var mode: UInt32
    /// Which file it is. A freed inode's number is given out again at once, so the time of making belongs to it.
    public var identity: Identity

    /// Bytes.
    public var size: Int64
    /// When its contents or what is said of it changed last.
    public var changed: Moment

    /// A time of the kernel's.
    public struct Moment: Hashable, Sendable {
        var seconds: Int
        var nanoseconds: Int
    }

    /// Tells a file from its successors under the same name.
    public struct Identity: Hashable, Sendable {
        var device: UInt64
        var inode: UInt64
        var seconds: Int
        var nanoseconds: Int
    }

    /// The file at `path`, a symbolic link itself and not where it leads; nil where there is none.
    public init?(path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    /// The file that `path` leads to, through links; nil where there is none.
    public init?(following path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    /// The open file behind `descriptor`; nil where it is not open.
    public init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        owner = status.st_uid
        mode = status.st_mode
        size = Int64(status.st_size)
        changed = Moment(seconds: status.st_ctim.tv_sec, nanoseconds: status.st_ctim.tv_nsec)
        identity = Identity(
            device: UInt64(status.st_dev), inode: UInt64(status.st_ino), seconds: status.st_mtim.tv_sec,
            nanoseconds: status.st_mtim.tv_nsec)
    }

    /// True for a regular file: no directory, link, pipe, device or socket.
    public var isRegular: Bool { mode & S_IFMT == S_IFREG }

    /// True where anybody who is neither its owner nor of its group may read it.
    public var strangersMayRead: Bool { mode & 0o004 != 0 }

    /// True where its group or others may write it.
    public var othersMayWrite: Bool { mode & 0o022 != 0 }
}
