import HTTPTypes
import Hummingbird
import NIOCore
import OpsCore

/// Says what the request is: its id, its trace, its sender's address, its route. (CONTRACT row A2)
struct RequestIdentity: Sendable {
    let trustedProxies: TrustedProxies
    let gatekeeper: any Gatekeeper
    /// Plain loopback callers need no key where a route says so (`LOOPBACK_METRICS`).
    let opensLoopback: Bool

    /// Notes it in the request's record.
    ///
    /// - Throws: where the kernel does not say who is at the other end of the socket.
    nonisolated(nonsending) func note(
        _ request: Request, _ context: OpsRequestContext, _ facts: inout RequestRecord.Facts
    ) async throws -> RequestTrace {
        let kept = RequestID.kept(in: request.headers)
        let id = kept ?? RequestID.make()
        let traceparent =
            request.headers.contains(.traceparent) ? TraceParent.kept(request.headers[.traceparent]) : nil
        let origin: ConnectionOrigin
        if let known = context.connection?.origin { origin = known } else { origin = try await self.origin(context) }
        let client = client(of: request, from: origin)
        let policy = context.endpointPath.flatMap { RoutePolicies.policy(request.method, $0) }
        let isOpen = client.isPlainLoopback && isOpenToLoopback(policy, request)
        facts.requestID = id
        facts.isOwnID = kept == nil
        facts.traceparent = traceparent
        facts.peer = origin.peer
        facts.address = client.address
        facts.isPlainLoopback = isOpen
        if client.isSecure { facts.isSecure = true }
        facts.policy = policy
        return RequestTrace(requestID: id, traceparent: traceparent)
    }

    nonisolated(nonsending) private func origin(_ context: OpsRequestContext) async throws -> ConnectionOrigin {
        let found = try await ConnectionOrigin.of(context.channel, trustedProxies)
        context.connection?.origin = found
        if let peer = found.peer {
            // The account database may take its time: it is asked in the pool, and what it says is remembered.
            let credentials = Credentials(key: nil, adminKey: nil, peer: peer, address: found.plain.address)
            await Task.detached { _ = try? gatekeeper.identify(credentials) }.value
        }
        return found
    }

    /// A proxy on this host may say nothing of those it speaks for; the name by which they called is a further sign.
    private func isOpenToLoopback(_ policy: RoutePolicy?, _ request: Request) -> Bool {
        guard opensLoopback, case .loopbackOr? = policy?.access else { return false }
        return HostPatterns.isLoopback(request.head.authority)
    }

    private func client(of request: Request, from origin: ConnectionOrigin) -> ClientAddress {
        guard let address = origin.address else { return .local }
        let headers = request.headers
        guard ForwardingHeaders.arePresent(in: headers) else { return origin.plain }
        return trustedProxies.client(
            peer: address, forwardedFor: headers[values: .forwardedFor], forwarded: true,
            forwardedProtocol: headers[.forwardedProtocol])
    }
}
