import HTTPTypes
import Hummingbird
import NIOCore
import OpsCore

/// Says what the request is: its id, its trace, its sender's address, its route. (CONTRACT row A2)
struct RequestIdentityMiddleware: RouterMiddleware {
    typealias Context = OpsRequestContext
    let trustedProxies: TrustedProxies

    func handle(
        _ request: Request, context: OpsRequestContext,
        next: (Request, OpsRequestContext) async throws -> Response
    ) async throws -> Response {
        let id = RequestID.kept(request.headers[.requestID]) ?? RequestID.make()
        let traceparent = TraceParent.kept(request.headers[.traceparent])
        let peer = try await PeerCredentials.of(context.channel)
        let client = client(of: request, on: context.channel)
        let method = request.method == .head ? "GET" : request.method.rawValue
        let policy = context.endpointPath.flatMap { RouteTable.policy(method: method, pattern: $0) }
        context.record.update { facts in
            facts.requestID = id
            facts.traceparent = traceparent
            facts.peer = peer
            facts.address = client.address
            facts.isPlainLoopback = client.isPlainLoopback
            if client.isSecure { facts.isSecure = true }
            facts.policy = policy
            facts.headers[.requestID] = id
        }
        let trace = RequestTrace(requestID: id, traceparent: traceparent)
        return try await RequestTrace.$current.withValue(trace) { try await next(request, context) }
    }

    private func client(of request: Request, on channel: any Channel) -> ClientAddress {
        if PeerCredentials.isLocal(channel) { return .local }
        return trustedProxies.client(
            peer: channel.remoteAddress?.ipAddress ?? "unknown",
            forwardedFor: request.headers[values: .forwardedFor], forwarded: request.headers[.forwarded] != nil,
            forwardedProtocol: request.headers[.forwardedProtocol])
    }
}
