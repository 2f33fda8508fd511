import HTTPTypes
import OpsCore

/// Whether the caller of an open stream may still have it: a key may be revoked, paused, removed or expire, and a person
/// leave a group, while the stream goes on.
struct StreamStanding: Sendable {
    private let gatekeeper: any Gatekeeper
    private let credentials: Credentials
    private let access: AccessRule?
    private let isPlainLoopback: Bool
    private let identity: Caller.Identity?

    init(_ gatekeeper: any Gatekeeper, _ headers: HTTPFields, _ facts: RequestRecord.Facts) {
        self.gatekeeper = gatekeeper
        credentials = Authentication.credentials(in: headers, facts)
        access = facts.policy?.access
        isPlainLoopback = facts.isPlainLoopback
        identity = facts.caller?.identity
    }

    /// Identifies the caller anew: the same one must be let in by the same rule.
    func holds() -> Bool {
        guard let caller = try? gatekeeper.identify(credentials), caller.identity == identity else {
            return false
        }
        return access?.refusal(for: caller, unforwardedLoopback: isPlainLoopback) == nil
    }
}
