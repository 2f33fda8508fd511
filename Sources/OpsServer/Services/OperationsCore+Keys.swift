import OpsCore

/// Administration of keys: each change is in the audit log, in open incidents' timelines and on the tenants' pane.
extension OperationsCore {
    func keys() async throws -> [KeyStatus] { await access.keys() }

    func createKey(_ wish: KeyCreation, by caller: Caller, requestID: String) async throws -> IssuedKey {
        let issued = try await access.create(wish, by: caller, requestID: requestID)
        await tell(issued.status, "made", by: caller)
        return issued
    }

    func rotateKey(id: String, _ wish: KeyRotation, by caller: Caller, requestID: String) async throws -> IssuedKey {
        let issued = try await access.rotate(id, wish, by: caller, requestID: requestID)
        await tell(issued.replaced ?? issued.status, "rotated", by: caller)
        return issued
    }

    func changeKey(id: String, _ change: KeyChange, by caller: Caller, requestID: String) async throws -> KeyStatus {
        let word =
            switch change {
            case .pause: "paused"
            case .resume: "resumed"
            case .revoke: "revoked"
            case .replace: "rotated"
            }
        let action = "keys.\(change == .pause ? "pause" : change == .resume ? "resume" : "revoke")"
        let status = try await access.change(id, change, action, by: caller, requestID: requestID)
        await tell(status, word, by: caller)
        return status
    }

    private func tell(_ key: KeyStatus, _ what: String, by caller: Caller) async {
        alertService.note(.keyChanged(key, what, by: caller.name, at: clock.wall))
        await publishTenants()
    }

    /// Shows the tenants as they are now; their traffic is that of the last second. Told even where nothing shows
    /// differently: at this change open streams ask anew who their callers are.
    func publishTenants() async {
        let shown = await bus.snapshot().tenants
        let known = Dictionary(shown.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let tenants = await access.tenants.map { tenant in
            var tenant = tenant
            tenant.requestRatePerSecond = known[tenant.name]?.requestRatePerSecond
            tenant.errorRatio = known[tenant.name]?.errorRatio
            return tenant
        }
        await bus.publish(.tenants(tenants))
    }
}
