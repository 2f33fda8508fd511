extension KeyRing {
    /// What changed between two rings, by tenant, public id and source. An admin key that changed is a note, since it
    /// is no tenant's.
    public static func diff(
        from old: KeyRing, to new: KeyRing, rejected: [KeyReload.Rejection] = [], notes: [String] = []
    ) -> KeyReload {
        let before = old.references
        let after = new.references
        return KeyReload(
            tenants: new.tenantNames.count, keys: new.keyCount, added: sorted(after.subtracting(before)),
            removed: sorted(before.subtracting(after)), unchanged: after.intersection(before).count,
            rejected: rejected, notes: notes)
    }

    /// The keys' public names.
    public var references: Set<KeyReference> {
        Set(
            stored.map {
                KeyReference(tenant: $0.match.tenant, keyId: $0.match.keyId, source: $0.match.source)
            })
    }

    private static func sorted(_ keys: Set<KeyReference>) -> [KeyReference] {
        keys.sorted { ($0.tenant, $0.keyId, $0.source) < ($1.tenant, $1.keyId, $1.source) }
    }
}
