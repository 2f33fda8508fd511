extension KeyRing {
    /// Names the caller that shows these keys; nil where it shows none.
    ///
    /// A right admin key raises a caller whose own key has at least the role `adminFrom` to admin. Throws
    /// `UNAUTHENTICATED` for an unknown key or a wrong admin key, `KEY_REVOKED`, `KEY_PAUSED`, and `FORBIDDEN` where a
    /// right admin key comes with a key below `adminFrom`. An admin key alone names nobody: `UNAUTHENTICATED`.
    public func caller(
        key: String?, adminKey: String?, adminFrom: Role = .operator
    ) throws(Refusal) -> Caller? {
        guard let key else {
            guard adminKey == nil else {
                throw Refusal(.unauthenticated, "The admin key needs a key beside it: send that as x-api-key.")
            }
            return nil
        }
        guard let match = match(key) else { throw Refusal(.unauthenticated, "The key is unknown.") }
        switch match.state {
        case .active: break
        case .paused: throw Refusal(.keyPaused, "The key \(match.keyId) is paused; an admin can resume it.")
        case .revoked: throw Refusal(.keyRevoked, "The key \(match.keyId) was revoked; use its successor.")
        }
        let role = try raisedRole(of: match, by: adminKey, from: adminFrom)
        return Caller(identity: .key(tenant: match.tenant, keyID: match.keyId), role: role)
    }

    private func raisedRole(of match: KeyMatch, by adminKey: String?, from lowest: Role) throws(Refusal) -> Role {
        guard let adminKey else { return match.role }
        guard isAdminKey(adminKey) else { throw Refusal(.unauthenticated, "The admin key is wrong.") }
        guard match.role >= lowest else {
            throw Refusal(.forbidden, "The admin key counts only beside a key of the role \(lowest.rawValue) or more.")
        }
        return .admin
    }
}
