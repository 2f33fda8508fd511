import Hummingbird
import OpsCore

/// What every request passes through, from top to bottom, and what every answer gets on its way out: the one place that
/// says it.
///
/// One function over plain steps, not a stack of asynchronous closures: only the first request of a connection, the count
/// in Redis and the route itself can wait, and everything else costs no suspension.
struct EdgeChain: RouterMiddleware {
    typealias Context = OpsRequestContext

    private let identity: RequestIdentity
    private let metrics: RequestMetrics
    private let log: AccessLog
    private let headers: ResponseHeaders
    private let problems: ProblemMapping
    private let hosts: HostCheck
    private let origins: OriginCheck
    private let bodySize: BodySizeCheck
    private let authentication: Authentication
    private let limit: RequestLimit

    init(_ services: EdgeServices) {
        let configuration = services.configuration
        let limiter = RequestLimiter(gatekeeper: services.gatekeeper)
        identity = RequestIdentity(
            trustedProxies: TrustedProxies(configuration.trustedProxies), gatekeeper: services.gatekeeper,
            opensLoopback: configuration.loopbackMetrics)
        metrics = services.metrics
        log = AccessLog(logger: services.logger)
        headers = ResponseHeaders(limiter: limiter)
        problems = ProblemMapping(logger: services.logger)
        hosts = HostCheck(hosts: HostPatterns(configuration.allowedHosts))
        origins = OriginCheck(origins: configuration.corsOrigins)
        bodySize = BodySizeCheck(limitBytes: configuration.bodyLimitBytes)
        authentication = Authentication(gatekeeper: services.gatekeeper)
        limit = RequestLimit(limiter: limiter)
    }

    /// Whoever refuses, throws; whatever is thrown becomes a problem. Every answer bears the same headers, is counted and is
    /// logged. A stream counts, and is logged, when it opens.
    func handle(
        _ request: Request, context: OpsRequestContext,
        next: (Request, OpsRequestContext) async throws -> Response
    ) async throws -> Response {
        let start = SystemClock().monotonic
        let record = context.record
        var facts = record.value
        let trace = try await identity.note(request, context, &facts)
        let begun = metrics.begin(facts.policy)
        var response: Response
        do {
            if let refusal = try check(request, context, &facts) {
                try await limit.countFailure(facts, record)
                throw refusal
            }
            try await limit.count(request, facts, record)
            if let answer = OptionsAnswer.answer(request) {
                response = answer
            } else {
                response = try await RequestTrace.$current.withValue(trace) { try await next(request, context) }
            }
        } catch {
            response = problems.response(to: error, request, context)
        }
        facts = record.value
        headers.complete(&response, facts, context.connection)
        let elapsed = SystemClock().monotonic.nanoseconds - start.nanoseconds
        metrics.end(begun, request, response.status.code, facts, nanoseconds: elapsed)
        log.write(request, response.status.code, facts, nanoseconds: elapsed)
        return response
    }

    /// What needs nobody to be waited for. Host and origin come before keys: neither needs one. The size of a body is
    /// judged by its header before anybody is asked who sent it.
    ///
    /// - Returns: why the sender is refused; nil where it is not.
    private func check(
        _ request: Request, _ context: OpsRequestContext, _ facts: inout RequestRecord.Facts
    ) throws -> Refusal? {
        defer { context.record.replace(by: facts) }
        try WireFaultCheck.check(request, facts)
        try hosts.check(request, facts, context.connection)
        try origins.check(request, &facts)
        try bodySize.check(request, &facts)
        return authentication.refusal(request, &facts)
    }
}
