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
            let (policy, tenant, waited) = context.record.read { ($0.policy, $0.caller?.tenant, $0.waited) }
            let elapsed = SystemClock().monotonic.duration(since: start)
            metrics.end(
                method: request.method.rawValue, endpoint: policy?.pattern ?? "unmatched", status: status,
                tenant: tenant,
                nanoseconds: max(0, (elapsed - waited).wholeNanoseconds))
        }
        let response = try await next(request, context)
        status = response.status.code
        return response
    }
}
