/// What is known of a key apart from the key itself.
public struct KeyRecord: Equatable, Sendable {
    /// The public id.
    public var id: String
    /// The tenant, or the name of the person or program that holds it.
    public var holder: String
    /// What the key may do.
    public var scope: Role
    /// Where the key is set: `environment`, the name of a file, ``storeSource``.
    public var source: String
    /// The variable that sets it; nil for keys of the store.
    public var variable: String?
    /// What was last decided about it; ``standing(at:)`` adds what time decides.
    public var state: KeyState
    public var createdAt: WallTime?
    /// When it stops by itself.
    public var expiresAt: WallTime?
    /// Until when it still works, where it was rotated out.
    public var graceUntil: WallTime?
    /// To the minute.
    public var lastUsedAt: WallTime?
    /// The key that took its place.
    public var successorID: String?

    /// The ``source`` of keys that the database holds.
    public static let storeSource = "store"

    public init(id: String, holder: String, scope: Role, source: String, state: KeyState = .active) {
        self.id = id
        self.holder = holder
        self.scope = scope
        self.source = source
        self.state = state
    }

    /// True for a key that the database holds, false for one that the environment or a file sets.
    public var isStored: Bool { source == Self.storeSource }

    /// Whether the key works at `now`: what was decided and what time has done since.
    public func standing(at now: WallTime) -> KeyStanding {
        if state == .revoked { return .ended(.revoked) }
        if let expiresAt, expiresAt <= now { return .ended(.expired) }
        if let graceUntil, graceUntil <= now { return .ended(.replaced) }
        return state == .paused ? .paused : .active
    }

    /// When time alone ends the key; nil where it never does.
    public var end: WallTime? {
        switch (expiresAt, graceUntil) {
        case (let expiry?, let grace?): min(expiry, grace)
        case (let expiry, let grace): expiry ?? grace
        }
    }

    /// The record as administrators see it at `now`.
    public func status(at now: WallTime) -> KeyStatus {
        var status = KeyStatus(id: id, holder: holder, scope: scope, source: source, state: state)
        switch standing(at: now) {
        case .active: status.state = .active
        case .paused: status.state = .paused
        case .ended(let end): (status.state, status.ended) = (.revoked, end)
        }
        status.variable = variable
        status.createdAt = createdAt
        status.expiresAt = expiresAt
        status.graceUntil = graceUntil
        status.lastUsedAt = lastUsedAt
        status.successorId = successorID
        return status
    }
}

/// Whether a key works.
public enum KeyStanding: Equatable, Sendable {
    case active
    case paused
    case ended(KeyEnd)
}
