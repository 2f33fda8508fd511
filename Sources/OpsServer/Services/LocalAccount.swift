import Foundation

/// A user of this host and their groups: the primary and the supplementary ones that the account database names, and
/// the one that the kernel says the process has now.
struct LocalAccount {
    let name: String
    let groups: Set<String>

    init(name: String, groups: Set<String>) {
        self.name = name
        self.groups = groups
    }

    init(uid: UInt32, gid: UInt32) {
        var buffer = [CChar](repeating: 0, count: 16_384)
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        // The pointers in `entry` lead into `buffer`, which outlives them here.
        guard getpwuid_r(uid, &entry, &buffer, buffer.count, &found) == 0, found != nil, let text = entry.pw_name else {
            name = "uid \(uid)"
            groups = Set(Self.name(ofGroup: gid).map { [$0] } ?? [])
            return
        }
        name = String(cString: text)
        groups = Self.groups(of: text, primary: entry.pw_gid).union(Self.name(ofGroup: gid).map { [$0] } ?? [])
    }

    private static func groups(of user: UnsafePointer<CChar>, primary: gid_t) -> Set<String> {
        var count: Int32 = 256
        var ids = [gid_t](repeating: 0, count: Int(count))
        guard getgrouplist(user, primary, &ids, &count) >= 0 else { return [] }
        return Set(ids.prefix(Int(count)).compactMap(name(ofGroup:)))
    }

    private static func name(ofGroup gid: gid_t) -> String? {
        var buffer = [CChar](repeating: 0, count: 16_384)
        var entry = group()
        var found: UnsafeMutablePointer<group>?
        guard getgrgid_r(gid, &entry, &buffer, buffer.count, &found) == 0, found != nil, let text = entry.gr_name
        else { return nil }
        return String(cString: text)
    }
}
