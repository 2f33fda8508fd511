/// What people of this host may do on the Unix socket (CONTRACT.md, "Who may do what").
public enum LocalRole {
    /// Members may act on plant, alerts and incidents.
    public static let operatorGroup = "opstui-operator"
    /// Members may read.
    public static let viewerGroup = "opstui-viewer"

    /// The role of a user with these groups; nil for one who has no business here. Root and the server's own user are
    /// admins.
    public static func role(uid: UInt32, serverUser: UInt32, groups: Set<String>) -> Role? {
        if uid == 0 || uid == serverUser { return .admin }
        if groups.contains(operatorGroup) { return .operator }
        return groups.contains(viewerGroup) ? .viewer : nil
    }
}
