import Foundation
import OpsCore
import OpsServer

/// Replaces an environment file as a whole, so that a reader sees the old text or the new one and nothing between, and
/// keeps the old text beside it.
enum KeyFileRewrite {
    /// Reads the file (a missing one is empty), has `change` make the new text of it, writes that, and returns the
    /// backup's path; nil where there was nothing to keep.
    ///
    /// One at a time: the file's directory is locked meanwhile. The backup is readable by its owner alone (0600), and so
    /// is a file that was not there; one that was keeps its owner, group and mode, as the server may read it as a group.
    ///
    /// - Throws: ``CommandFailure`` where a step fails; the file is then as it was.
    static func run(_ path: String, _ change: (_ text: String, _ name: String) throws -> String) throws -> String? {
        let path = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        let directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let lock = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard lock >= 0 else { throw failure("open", directory) }
        defer { close(lock) }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            throw CommandFailure(
                .failed, "another program changes files in \(directory) now; try again when it is done")
        }
        let exists = PrivateFile.exists(path)
        let text = exists ? try PrivateFile.read(path) : ""
        let next = try change(text, path)
        let rights = exists ? try Rights(of: path) : nil
        var backup: String?
        if exists {
            let name = "\(path).\(GraceSuffix.stamp(SystemClock().wall))-\(getpid()).bak"
            try write(text, to: name, rights: rights?.ownerAlone)
            backup = name
        }
        let fresh = "\(path).new-\(getpid())"
        unlink(fresh)
        try write(next, to: fresh, rights: rights)
        guard rename(fresh, path) == 0 else {
            let error = failure("replace", path)
            unlink(fresh)
            throw error
        }
        fsync(lock)
        return backup
    }

    /// A new file, on the disk when this returns.
    private static func write(_ text: String, to path: String, rights: Rights?) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure("create", path) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try handle.write(contentsOf: Data(text.utf8))
            try handle.synchronize()
        } catch {
            unlink(path)
            throw CommandFailure(.failed, "\(path) cannot be written: \(error.localizedDescription)")
        }
        guard let rights else { return }
        let isLost = geteuid() == 0 && fchown(descriptor, rights.owner, rights.group) != 0
        if isLost || fchmod(descriptor, rights.mode) != 0 {
            let error = failure("give its old owner and mode to", path)
            unlink(path)
            throw error
        }
    }

    /// Who may use the file.
    private struct Rights {
        var owner: uid_t
        var group: gid_t
        var mode: mode_t

        init(of path: String) throws {
            let facts = try FileManager.default.attributesOfItem(atPath: path)
            owner = (facts[.ownerAccountID] as? NSNumber)?.uint32Value ?? geteuid()
            group = (facts[.groupOwnerAccountID] as? NSNumber)?.uint32Value ?? getegid()
            mode = (facts[.posixPermissions] as? NSNumber)?.uint32Value ?? 0o600
        }

        var ownerAlone: Rights {
            var rights = self
            rights.mode = 0o600
            return rights
        }
    }

    private static func failure(_ step: String, _ path: String) -> CommandFailure {
        CommandFailure(.failed, "cannot \(step) \(path): \(String(cString: strerror(errno)))")
    }
}
