/// A key as administrators see it: everything but the key and its hash.
public struct KeyStatus: Codable, Equatable, Sendable {
    /// The public id: tells keys apart, opens nothing.
    public var id: String
    /// The tenant, or the name of the person or program that holds it.
    public var holder: String
    /// What the key may do.
    public var scope: Role
    /// Where the key is set: `environment`, the name of a file, `store`.
    public var source: String
    /// The variable that sets it; nil for keys of the store.
    public var variable: String?
    /// Whether it works now: a key that ended is `revoked`, and ``ended`` says how.
    public var state: KeyState
    /// How a key that works no more came to its end.
    public var ended: KeyEnd?
    public var createdAt: WallTime?
    /// When it stops by itself.
    public var expiresAt: WallTime?
    /// Until when a key that was rotated out still works.
    public var graceUntil: WallTime?
    /// To the minute; nil where it was never seen.
    public var lastUsedAt: WallTime?
    /// The key that took its place.
    public var successorId: String?

    public init(id: String, holder: String, scope: Role, source: String, state: KeyState) {
        self.id = id
        self.holder = holder
        self.scope = scope
        self.source = source
        self.state = state
    }
}

/// How a key came to its end.
public enum KeyEnd: String, Codable, CaseIterable, Sendable {
    /// Somebody revoked it.
    case revoked
    /// Its time was over.
    case expired
    /// It was rotated out and its grace is over.
    case replaced
}

/// What `POST /v1/keys` takes.
public struct KeyCreation: Codable, Equatable, Sendable, CustomStringConvertible, CustomReflectable {
    /// The tenant, or the name of the person or program: 1 to 64 letters, digits, `_` or `-`; kept in lower case.
    public var holder: String
    /// What the key may do; `tenant` where nil.
    public var scope: Role?
    /// Whole seconds until the key stops by itself, at most ten years; never where nil.
    public var expiresInSeconds: Int?
    /// The key itself, where the holder has one already; the server makes one where nil.
    public var key: String?

    public init(holder: String, scope: Role? = nil, expiresInSeconds: Int? = nil, key: String? = nil) {
        self.holder = holder
        self.scope = scope
        self.expiresInSeconds = expiresInSeconds
        self.key = key
    }

    public var description: String { "a key for \(SafeText.clean(holder, limit: 64))" }
    public var customMirror: Mirror { Mirror(self, children: ["holder": holder]) }
}

/// What `POST /v1/keys/{id}/rotate` takes; an empty body takes the defaults.
public struct KeyRotation: Codable, Equatable, Sendable {
    /// Whole seconds for which the old key still works; 24 hours where nil, 0 ends it at once, at most 30 days.
    public var graceSeconds: Int?
    /// Whole seconds until the successor stops by itself; where nil, the old key's whole life again, if it had an end.
    public var expiresInSeconds: Int?

    public init(graceSeconds: Int? = nil, expiresInSeconds: Int? = nil) {
        self.graceSeconds = graceSeconds
        self.expiresInSeconds = expiresInSeconds
    }
}

/// The one answer that shows a key.
public struct IssuedKey: Codable, Equatable, Sendable, CustomStringConvertible, CustomReflectable {
    /// The new key, shown here and never again; nil where the caller brought it.
    public var key: String?
    /// What is known of it.
    public var status: KeyStatus
    /// The key whose place it took.
    public var replaced: KeyStatus?

    public init(key: String?, status: KeyStatus, replaced: KeyStatus? = nil) {
        self.key = key
        self.status = status
        self.replaced = replaced
    }

    public var description: String { "the key \(status.id) of \(status.holder)" }
    public var customMirror: Mirror { Mirror(self, children: ["status": status]) }
}
