import Hummingbird
import NIOCore
import OpsCore

/// Takes the controllers' routes: each must be in the one table, and each runs within a time.
struct RouteBook {
    typealias Reader =
        nonisolated(nonsending) @Sendable (Request, OpsRequestContext) async throws -> Response
    typealias Mutation = @Sendable (ByteBuffer, Request, OpsRequestContext) async throws -> Response

    let router: Router<OpsRequestContext>
    let services: EdgeServices

    /// A route that only reads; it is cancelled when it takes longer than the request time-out.
    ///
    /// - Parameter isShort: it looks into this process' memory, and waits at most for an actor whose methods are as
    ///   short; then it is answered on the connection's own event loop, without a time-out.
    func get(_ pattern: String, isShort: Bool = false, _ handler: @escaping Reader) {
        let query = check(.get, pattern)
        guard !isShort else {
            router.get(RouterPath(pattern)) { request, context in
                try query.check(request)
                return try await handler(request, context)
            }
            return
        }
        let limit = services.configuration.requestTimeout
        let late = Self.late(limit)
        router.get(RouterPath(pattern)) { request, context in
            try await TimeLimit.answer(within: limit, late: late, cancelling: true) {
                try query.check(request)
                return try await handler(request, context)
            }
        }
    }

    /// A route that changes something. Its body is read first; its work is never torn down half-way. `limit` is for routes
    /// that wait for the world.
    func post(_ pattern: String, limit: Duration? = nil, _ handler: @escaping Mutation) {
        let query = check(.post, pattern)
        let limit = limit ?? services.configuration.requestTimeout
        let late = Self.late(limit)
        let reader = services.bodyReader
        let limiter = RequestLimiter(gatekeeper: services.gatekeeper)
        router.post(RouterPath(pattern)) { request, context in
            let body: ByteBuffer
            do {
                body = try await reader.read(request, context.record)
                try query.check(request)
            } catch {
                try await Self.countUnread(context, limiter)
                throw error
            }
            return try await TimeLimit.answer(within: limit, late: late, cancelling: false) {
                try await handler(body, request, context)
            }
        }
    }

    /// An actuation that is refused before its controller sees it counts too: whether it was a `stop` cannot be known.
    private static func countUnread(_ context: OpsRequestContext, _ limiter: RequestLimiter) async throws {
        let (policy, address) = context.record.read { ($0.policy, $0.address) }
        guard let policy, policy.limit == .actuation else { return }
        let caller = context.caller
        try await limiter.admit(caller, at: address, to: policy.limit(for: caller), context.record)
    }

    /// A route without an entry in the table would be open to all, one without a description would not be in the document:
    /// mistakes in the program, found by the first test.
    private func check(_ method: RouteMethod, _ pattern: String) -> QueryCheck {
        QueryCheck(demand(method, pattern))
    }

    @discardableResult func demand(_ method: RouteMethod, _ pattern: String) -> RouteDescription {
        precondition(
            RouteTable.policy(method: method.rawValue, pattern: pattern) != nil, "\(pattern) is not in the route table")
        precondition(APISchemas.shared.fault == nil, "no schema: \(APISchemas.shared.fault ?? "")")
        guard let description = RouteDescriptions.description(of: method, pattern) else {
            preconditionFailure("\(pattern) has no description for /openapi.json")
        }
        return description
    }

    private static func late(_ limit: Duration) -> Refusal {
        Refusal(.overloaded, "The server did not finish within \(limit).")
    }
}
