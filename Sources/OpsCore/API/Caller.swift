/// What a caller may do, from least to most. A tenant has its own data alone and is no viewer.
public enum Role: String, Codable, CaseIterable, Comparable, Sendable {
    case tenant, viewer, `operator`, admin

    private var rank: Int {
        switch self {
        case .tenant: 0
        case .viewer: 1
        case .operator: 2
        case .admin: 3
        }
    }

    public static func < (a: Role, b: Role) -> Bool { a.rank < b.rank }
}

/// Who asks.
public struct Caller: Hashable, Sendable {
    public enum Identity: Hashable, Sendable {
        /// A person on this host, known by the Unix socket's peer credentials.
        case local(user: String)
        /// A key: its tenant (or scope's name) and public id.
        case key(tenant: String, keyID: String)
        /// Nobody in particular; known by address alone.
        case address(String)
    }

    public var identity: Identity
    public var role: Role?
    /// True where the right admin key came beside the caller's own key.
    public var holdsAdminKey: Bool

    public init(identity: Identity, role: Role?, holdsAdminKey: Bool = false) {
        self.identity = identity
        self.role = role
        self.holdsAdminKey = holdsAdminKey
    }

    /// The name that audit rows and the screen hold.
    public var name: String {
        switch identity {
        case .local(let user): user
        case .key(let tenant, _): tenant
        case .address(let address): address
        }
    }

    /// The public id of the caller's key; nil where none was shown.
    public var keyID: String? {
        if case .key(_, let id) = identity { id } else { nil }
    }

    /// Who it is as a person, for rules that want two of them; nil for a mere address, which names nobody.
    ///
    /// Several keys of one holder are one person, and so are a holder and a local user of the same name: where it cannot
    /// be told apart, it is the same one.
    public var person: String? {
        switch identity {
        case .local(let user): user.lowercased()
        case .key(let tenant, _): tenant.lowercased()
        case .address: nil
        }
    }
}
