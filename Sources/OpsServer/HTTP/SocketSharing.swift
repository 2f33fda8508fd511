import Foundation
import Glibc
import Logging
import OpsCore
import OpsFiles

/// Lets the members of the two groups reach the Unix socket, although its mode is 0660 of the server's own user.
///
/// A POSIX access control list on the socket names both groups; one on its directory lets them through it. Where there is
/// no such group nothing is done; where the file system has no lists, the log says so. What each caller may do is decided
/// by peer credentials and not here.
enum SocketSharing {
    static let groups = ["opstui-operator", "opstui-viewer"]
    private static let attribute = "system.posix_acl_access"

    /// Opens the socket at `path` to the groups that exist.
    static func open(_ path: String, _ logger: Logger) {
        let ids = groups.compactMap(groupID)
        guard !ids.isEmpty else { return }
        let directory = path.directoryOfPath
        let failure =
            set(AccessControlList.socket(groups: ids), on: path)
            ?? set(AccessControlList.directory(mode: mode(of: directory), groups: ids), on: directory)
        guard let failure else { return }
        logger.notice(
            "the socket could not be opened to the groups \(groups.joined(separator: ", ")): \(failure)",
            metadata: ["path": .string(path)])
    }

    /// Nil where it worked, else the reason.
    private static func set(_ list: AccessControlList, on path: String) -> String? {
        ExtendedAttribute.set(attribute, list.encoded, on: path)
    }

    private static func mode(of directory: String) -> UInt16 {
        let attributes = try? FileManager.default.attributesOfItem(atPath: directory)
        return UInt16(truncatingIfNeeded: (attributes?[.posixPermissions] as? Int) ?? 0o700)
    }

    /// The id of the group called `name`; nil where there is none.
    private static func groupID(_ name: String) -> UInt32? {
        var entry = group()
        var found: UnsafeMutablePointer<group>?
        var text = [CChar](repeating: 0, count: 65_536)
        // `found` is nil or `&entry`, which outlives it.
        guard getgrnam_r(name, &entry, &text, text.count, &found) == 0, found != nil else { return nil }
        return entry.gr_gid
    }
}
