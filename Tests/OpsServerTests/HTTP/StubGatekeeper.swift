import Foundation
import OpsCore

@testable import OpsServer

/// Knows one key a role, counts without a clock: the rule's count and no more.
final class StubGatekeeper: Gatekeeper {
    static let adminKey = "admin-key-0123456789"
    /// Keys that were revoked since the start.
    let revoked = Guarded<Set<String>>([])
    private let counts = Guarded<[String: Int]>([:])
    private let limits: [LimitClass: RateLimitRule]
    private let requireKeys: Bool

    /// Counts instead of the stub where a test gives one.
    private let limiter: LimiterService?

    init(limits: [LimitClass: RateLimitRule], requireKeys: Bool, limiter: LimiterService? = nil) {
        self.limiter = limiter
        self.limits = limits
        self.requireKeys = requireKeys
    }

    func identify(_ credentials: Credentials) throws(Refusal) -> Caller {
        if let peer = credentials.peer {
            guard peer.uid == getuid() else { throw Refusal(.forbidden, "This user may not use the server.") }
            return Caller(identity: .local(user: "uid-\(peer.uid)"), role: .admin)
        }
        guard let key = credentials.key else {
            return Caller(
                identity: .address(credentials.address), role: requireKeys ? nil : .admin, holdsAdminKey: !requireKeys)
        }
        let known: [String: (String, Role)] = [
            "tenant-key": ("acme", .tenant), "viewer-key": ("watch", .viewer), "operator-key": ("ops", .operator),
        ]
        if key == "revoked-key" || revoked.value.contains(key) { throw Refusal(.keyRevoked, "This key was revoked.") }
        if key == "paused-key" { throw Refusal(.keyPaused, "This key is paused.") }
        guard let (tenant, role) = known[key] else { throw Refusal(.unauthenticated, "This key is not known.") }
        let isAdmin = role == .operator && credentials.adminKey == Self.adminKey
        return Caller(
            identity: .key(tenant: tenant, keyID: "00000000"), role: isAdmin ? .admin : role, holdsAdminKey: isAdmin)
    }

    func admit(_ caller: Caller, address: String, to limit: LimitClass) async -> RateLimitDecision {
        if let limiter { return await limiter.admit(caller, address: address, to: limit) }
        let rule = limits[limit] ?? RateLimitRule(count: 1000, windowSeconds: 60)
        let used = counts.with { counts in
            counts["\(caller.name) \(limit)", default: 0] += 1
            return counts["\(caller.name) \(limit)", default: 0]
        }
        let allowed = used <= rule.count
        return RateLimitDecision(
            allowed: allowed, limit: rule.count, remaining: max(0, rule.count - used), resetSeconds: 60,
            retryAfterSeconds: allowed ? nil : 42, windowSeconds: rule.windowSeconds, mode: .local)
    }

    func standing(of caller: Caller, address: String, under limit: LimitClass) -> RateLimitDecision {
        if let limiter { return limiter.standing(of: caller, address: address, under: limit) }
        let rule = limits[limit] ?? RateLimitRule(count: 1000, windowSeconds: 60)
        let used = counts.with { $0["\(caller.name) \(limit)", default: 0] }
        return RateLimitDecision(
            allowed: used < rule.count, limit: rule.count, remaining: max(0, rule.count - used), resetSeconds: 60,
            retryAfterSeconds: nil, windowSeconds: rule.windowSeconds, mode: .local)
    }
}
