/// A key as it was configured, before it is stored in a ``KeyRing``.
public struct KeyEntry: Equatable, Sendable {
    /// The tenant, or the name of an operator's key.
    public var tenant: String
    /// What the key may do.
    public var role: Role
    /// The key itself.
    public var key: Secret
    /// Where it is set: `environment`, the name of a file, `store`.
    public var source: String
    /// Whether it works.
    public var state: KeyState

    public init(tenant: String, role: Role, key: Secret, source: String, state: KeyState = .active) {
        self.tenant = tenant
        self.role = role
        self.key = key
        self.source = source
        self.state = state
    }
}

/// The key that a caller presented.
public struct KeyMatch: Equatable, Sendable {
    /// The tenant, or the name of an operator's key.
    public var tenant: String
    /// What the key may do.
    public var role: Role
    /// ``KeyReference/keyId``.
    public var keyId: String
    /// Where it is set.
    public var source: String
    /// Whether it works; the ring finds paused and revoked keys too.
    public var state: KeyState
}
