import Glibc

/// A user of this machine.
struct Account: Sendable, Equatable {
    let user: uid_t
    let group: gid_t

    /// The account of a name; nil where there is none.
    static func named(_ name: String) -> Account? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        // The texts in `entry` point into `space`; only numbers leave this function.
        var space = [CChar](repeating: 0, count: 4096)
        guard getpwnam_r(name, &entry, &space, space.count, &found) == 0, found != nil else { return nil }
        return Account(user: entry.pw_uid, group: entry.pw_gid)
    }
}
