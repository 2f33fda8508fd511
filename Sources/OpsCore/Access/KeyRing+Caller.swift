extension KeyRing {
    /// Names the caller that shows these keys; nil where it shows none.
    ///
    /// A right admin key is noted (``Caller/holdsAdminKey``) and opens the routes that ask for a key and the admin key;
    /// beside a key of scope operator it makes the caller an admin, beside a lesser one it gives no further role.
    ///
    /// - Throws: `UNAUTHENTICATED` for an unknown key, a wrong admin key or an admin key alone; `KEY_PAUSED`;
    ///   `KEY_REVOKED`, also for keys that expired or were rotated out, saying which.
    public func caller(key: String?, adminKey: String?, at now: WallTime) throws(Refusal) -> Caller? {
        guard let key else {
            guard adminKey == nil else {
                throw Refusal(.unauthenticated, "The admin key needs a key beside it: send that as x-api-key.")
            }
            return nil
        }
        guard let record = match(key) else { throw Refusal(.unauthenticated, "The key is unknown.") }
        try record.refuseUnlessActive(at: now)
        guard let adminKey else { return record.caller(role: record.scope, holdsAdminKey: false) }
        guard isAdminKey(adminKey) else { throw Refusal(.unauthenticated, "The admin key is wrong.") }
        return record.caller(role: record.scope >= .operator ? .admin : record.scope, holdsAdminKey: true)
    }
}

extension KeyRecord {
    fileprivate func caller(role: Role, holdsAdminKey: Bool) -> Caller {
        Caller(identity: .key(tenant: holder, keyID: id), role: role, holdsAdminKey: holdsAdminKey)
    }

    fileprivate func refuseUnlessActive(at now: WallTime) throws(Refusal) {
        switch standing(at: now) {
        case .active: return
        case .paused: throw Refusal(.keyPaused, "The key \(id) is paused; an admin can resume it.")
        case .ended(.revoked): throw Refusal(.keyRevoked, "The key \(id) was revoked; ask an admin for a new one.")
        case .ended(.expired): throw Refusal(.keyRevoked, "The key \(id) has expired; ask an admin for a new one.")
        case .ended(.replaced):
            throw Refusal(.keyRevoked, "The key \(id) was rotated and its grace is over; use its successor.")
        }
    }
}
