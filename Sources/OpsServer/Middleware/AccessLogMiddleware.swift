import Hummingbird
import Logging
import OpsCore

/// One line a request (CONTRACT rows A8, C6), without query and body. A stream is logged when it opens.
struct AccessLogMiddleware: RouterMiddleware {
    typealias Context = OpsRequestContext
    let logger: Logger

    func handle(
        _ request: Request, context: OpsRequestContext,
        next: (Request, OpsRequestContext) async throws -> Response
    ) async throws -> Response {
        let start = SystemClock().monotonic
        let response = try await next(request, context)
        let level: Logger.Level = response.status.code >= 500 ? .error : .info
        guard logger.logLevel <= level else { return response }
        let seconds = SystemClock().monotonic.seconds(since: start)
        var fields = Self.fields(of: context.record.value)
        fields["method"] = .string(request.method.rawValue)
        fields["path"] = .string(request.uri.path)
        fields["status_code"] = .stringConvertible(response.status.code)
        fields["duration_ms"] = .stringConvertible((seconds * 1e6).rounded() / 1e3)
        logger.log(level: level, "request", metadata: fields)
        return response
    }

    private static func fields(of facts: RequestRecord.Facts) -> Logger.Metadata {
        var fields: Logger.Metadata = [
            "request_id": .string(facts.requestID), "address": .string(facts.address),
            "endpoint": .string(facts.policy?.pattern ?? "unmatched"),
        ]
        if let trace = facts.traceparent.flatMap(TraceParent.traceID) { fields["trace_id"] = .string(trace) }
        guard let caller = facts.caller else { return fields }
        fields["caller"] = .string(caller.name)
        if let tenant = caller.tenant { fields["tenant"] = .string(tenant) }
        return fields
    }
}
