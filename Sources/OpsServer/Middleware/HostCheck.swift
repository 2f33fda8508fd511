import Hummingbird
import OpsCore

/// Answers for the hosts that are named alone (CONTRACT row A9), which also defeats DNS rebinding. The Unix socket has no
/// host.
struct HostCheck: Sendable {
    let hosts: HostPatterns

    /// - Throws: ``Refusal`` with `HOST_NOT_ALLOWED`.
    func check(
        _ request: Request, _ facts: RequestRecord.Facts, _ connection: EdgeConnection?
    ) throws(Refusal) {
        // The first Host header is the authority; a further one stays among the fields (RFC 9112, 3.2: answer 400).
        guard !request.headers.contains(.host) else {
            throw Refusal(.hostNotAllowed, "The request has more than one Host header.")
        }
        guard facts.peer == nil else { return }
        let authority = request.head.authority
        // A client names the same host in all requests of a connection.
        guard authority == nil || connection?.allowedHost != authority else { return }
        guard hosts.allow(authority) else {
            throw Refusal(.hostNotAllowed, "The Host header names no host of this server (ALLOWED_HOSTS).")
        }
        connection?.allowedHost = authority
    }
}
