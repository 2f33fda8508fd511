import Hummingbird
import OpsCore

/// Counts every request and times it up to the head of its answer; so a stream counts when it opens. Waiting that
/// the sender asked for is no latency.
struct MetricsMiddleware: RouterMiddleware {
    typealias Context = OpsRequestContext
    let metrics: RequestMetrics

    func handle(
        _ request: Request, context: OpsRequestContext,
        next: (Request, OpsRequestContext) async throws -> Response
    ) async throws -> Response {
        let start = SystemClock().monotonic
        metrics.begin()
        var status = 500
        defer {
            let facts = context.record.value
            let elapsed = SystemClock().monotonic.duration(since: start)
            metrics.end(
                method: request.method.rawValue, endpoint: facts.policy?.pattern ?? "unmatched", status: status,
                tenant: facts.caller?.tenant,
                nanoseconds: max(0, (elapsed - facts.waited).wholeNanoseconds))
        }
        let response = try await next(request, context)
        status = response.status.code
        return response
    }
}
