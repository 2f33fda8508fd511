import HTTPTypes
import Hummingbird
import OpsCore

/// Names the caller and holds it against the route's access rule. A refusal counts towards a limit of its own, `auth`, by
/// address.
///
/// A right key passes even where its address has used that limit up, so that nobody can lock out the person who is
/// needed. So the limit bounds load and noise in the log, not guessing: 429 or 200 still tells a wrong key from a right
/// one. What resists guessing is the keys' length.
struct Authentication: Sendable {
    let gatekeeper: any Gatekeeper

    /// Notes the caller; why not, where the key or the route refuses it.
    func refusal(_ request: Request, _ facts: inout RequestRecord.Facts) -> Refusal? {
        do {
            let caller = try gatekeeper.identify(Self.credentials(in: request.headers, facts))
            facts.caller = caller
            return facts.policy?.access.refusal(for: caller, unforwardedLoopback: facts.isPlainLoopback)
        } catch {
            // A probe that still sends a key of yesterday must not be told that the server is dead.
            return facts.policy?.access == .open && facts.peer == nil ? nil : error
        }
    }

    /// What a request shows of its sender.
    static func credentials(in headers: HTTPFields, _ facts: RequestRecord.Facts) -> Credentials {
        Credentials(
            key: key(in: headers), adminKey: headers.contains(.adminKey) ? headers[.adminKey] : nil, peer: facts.peer,
            address: facts.address)
    }

    /// `x-api-key`, else the token of `Authorization: Bearer`.
    static func key(in headers: HTTPFields) -> String? {
        if headers.contains(.apiKey) { return headers[.apiKey] }
        guard headers.contains(.authorization), let authorization = headers[.authorization] else { return nil }
        let parts = authorization.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }
}
