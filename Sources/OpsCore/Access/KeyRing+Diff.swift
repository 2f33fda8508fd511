extension KeyRing {
    /// What changed between two rings of one ``KeyIndexSecret``, by tenant, public id and source. An admin key that
    /// changed is a note, since it is no tenant's.
    public static func diff(
        from old: KeyRing, to new: KeyRing, at now: WallTime, rejected: [KeyReload.Rejection] = [],
        notes: [String] = []
    ) -> KeyReload {
        let before = old.references
        let after = new.references
        var notes = notes
        let displaced = new.displaced.map {
            KeyReload.Rejection(
                source: SafeText.clean($0, limit: 80), reason: "the store holds the same key for somebody else")
        }
        if Set(old.adminCodes) != Set(new.adminCodes) {
            notes.append(
                new.hasAdminKey
                    ? (old.hasAdminKey ? "The admin key changed." : "There is an admin key now.")
                    : "There is no admin key any more: only people on the socket can administer keys.")
        }
        return KeyReload(
            tenants: new.tenantNames(at: now).count, keys: new.keyCount(at: now),
            added: sorted(after.subtracting(before)), removed: sorted(before.subtracting(after)),
            unchanged: after.intersection(before).count, rejected: rejected + displaced, notes: notes)
    }

    /// The keys' public names.
    public var references: Set<KeyReference> {
        Set(records.map { KeyReference(tenant: $0.holder, keyId: $0.id, source: $0.source) })
    }

    private static func sorted(_ keys: Set<KeyReference>) -> [KeyReference] {
        keys.sorted { ($0.tenant, $0.keyId, $0.source) < ($1.tenant, $1.keyId, $1.source) }
    }
}
