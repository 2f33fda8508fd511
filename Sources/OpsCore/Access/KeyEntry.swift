/// A key as it was configured, before it is stored in a ``KeyRing``.
public struct KeyEntry: Equatable, Sendable {
    /// The tenant, or the name of an operator's key.
    public var tenant: String
    /// What the key may do; `admin` marks the admin key, which is none by itself.
    public var role: Role
    /// The key itself.
    public var key: Secret
    /// Where it is set: `environment`, the name of a file.
    public var source: String
    /// The variable that sets it.
    public var variable: String?
    /// Whether it works.
    public var state: KeyState
    /// Until when a key that was rotated out still works.
    public var graceUntil: WallTime?

    public init(
        tenant: String, role: Role, key: Secret, source: String, variable: String? = nil, state: KeyState = .active,
        graceUntil: WallTime? = nil
    ) {
        self.tenant = tenant
        self.role = role
        self.key = key
        self.source = source
        self.variable = variable
        self.state = state
        self.graceUntil = graceUntil
    }
}
