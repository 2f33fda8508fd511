extension KeyRing {
    /// How many keys are held that have not ended, admin keys apart.
    public func keyCount(at now: WallTime) -> Int { living(at: now).count }

    /// Names of all tenants with a key that has not ended, sorted; holders of other scopes are no tenants.
    public func tenantNames(at now: WallTime) -> [String] {
        Set(living(at: now).filter { $0.scope == .tenant }.map(\.holder)).sorted()
    }

    /// The tenants for the pane, sorted by name: active where one of its keys works, paused where one would. Keys that
    /// ended are not counted; a tenant all of whose keys ended is shown as revoked.
    public func tenants(at now: WallTime) -> [TenantStatus] {
        Dictionary(grouping: records.filter { $0.scope == .tenant }, by: \.holder)
            .map { name, keys in
                let standings = keys.map { $0.standing(at: now) }
                let state: KeyState =
                    standings.contains(.active) ? .active : standings.contains(.paused) ? .paused : .revoked
                let living = standings.count { $0 == .active || $0 == .paused }
                return TenantStatus(name: name, state: state, keyCount: living)
            }
            .sorted { $0.name < $1.name }
    }

    /// When time alone ends the next key after `now`; nil where it ends none.
    public func nextEnd(after now: WallTime) -> WallTime? {
        records.compactMap(\.end).filter { $0 > now }.min()
    }

    private func living(at now: WallTime) -> [KeyRecord] {
        records.filter {
            switch $0.standing(at: now) {
            case .active, .paused: true
            case .ended: false
            }
        }
    }
}
