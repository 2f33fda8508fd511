/// A POSIX access control list in the form in which Linux keeps it as an extended attribute (acl(5); the kernel's
/// `posix_acl_xattr.h`): a 32-bit version 2, then entries of tag, permissions (16 bits each) and id (32), little-endian,
/// sorted by tag and id.
struct AccessControlList: Equatable {
    struct Entry: Equatable {
        var tag: UInt16
        var permissions: UInt16
        var id: UInt32 = 0xffff_ffff
    }

    private static let owner: UInt16 = 0x01
    private static let owningGroup: UInt16 = 0x04
    private static let group: UInt16 = 0x08
    private static let mask: UInt16 = 0x10
    private static let other: UInt16 = 0x20

    var entries: [Entry]

    /// Read and write, which is what connecting needs, for owner, owning group and `groups`; nothing for others.
    static func socket(groups: [UInt32]) -> AccessControlList {
        AccessControlList(owner: 6, owningGroup: 6, groups: groups, permissions: 6, other: 0)
    }

    /// The directory's own `mode`, and passage for `groups`.
    static func directory(mode: UInt16, groups: [UInt32]) -> AccessControlList {
        AccessControlList(
            owner: mode >> 6 & 7, owningGroup: mode >> 3 & 7, groups: groups, permissions: 1, other: mode & 7)
    }

    private init(owner: UInt16, owningGroup: UInt16, groups: [UInt32], permissions: UInt16, other: UInt16) {
        entries = [Entry(tag: Self.owner, permissions: owner), Entry(tag: Self.owningGroup, permissions: owningGroup)]
        entries += Set(groups).sorted().map { Entry(tag: Self.group, permissions: permissions, id: $0) }
        entries.append(Entry(tag: Self.mask, permissions: owningGroup | permissions))
        entries.append(Entry(tag: Self.other, permissions: other))
    }

    /// The attribute's value.
    var encoded: [UInt8] {
        Self.bytes(UInt32(2)) + entries.flatMap { Self.bytes($0.tag) + Self.bytes($0.permissions) + Self.bytes($0.id) }
    }

    private static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
}
