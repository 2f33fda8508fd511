/// Who may use a route.
public enum AccessRule: Equatable, Sendable {
    /// Anyone, without a key.
    case open
    /// This role, or anyone on a loopback connection that no proxy forwarded.
    case loopbackOr(Role)
    /// This role or more; `tenant` is any key at all.
    case atLeast(Role)
    /// A key of any scope and the admin key beside it, or an admin on the Unix socket.
    case adminKey
    /// A person on the Unix socket.
    case localOnly

    /// Nil where a caller may pass, else why not: `UNAUTHENTICATED` where naming oneself would help, `FORBIDDEN`
    /// where it would not. `unforwardedLoopback` is true for a TCP connection from this host that bears no
    /// forwarding header.
    public func refusal(for caller: Caller, unforwardedLoopback: Bool) -> Refusal? {
        switch self {
        case .open: nil
        case .localOnly: caller.isLocal ? nil : Refusal(.forbidden, "This is for callers on the server's own socket.")
        case .loopbackOr(let role): unforwardedLoopback ? nil : Self.refusal(of: caller, below: role)
        case .atLeast(let role): Self.refusal(of: caller, below: role)
        case .adminKey: Self.refusalWithoutAdminKey(caller)
        }
    }

    private static func refusalWithoutAdminKey(_ caller: Caller) -> Refusal? {
        if caller.isLocal { return refusal(of: caller, below: .admin) }
        if caller.holdsAdminKey { return nil }
        guard caller.role != nil else {
            return Refusal(.unauthenticated, "A key and the admin key are needed: send x-api-key and x-admin-key.")
        }
        return Refusal(.forbidden, "This needs the admin key as well: send it as x-admin-key.")
    }

    private static func refusal(of caller: Caller, below wanted: Role) -> Refusal? {
        guard let role = caller.role else {
            return Refusal(.unauthenticated, "A key is needed: send it as x-api-key or as a bearer token.")
        }
        guard role < wanted else { return nil }
        return Refusal(.forbidden, "This needs the role \(wanted.rawValue); the caller has \(role.rawValue).")
    }
}

extension Caller {
    /// True for a person on the Unix socket.
    public var isLocal: Bool {
        if case .local = identity { true } else { false }
    }
}
