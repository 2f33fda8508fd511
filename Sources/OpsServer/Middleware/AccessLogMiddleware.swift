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
        let elapsed = SystemClock().monotonic.nanoseconds - start.nanoseconds
        let line = context.record.read { Self.line(request, $0, response.status.code, elapsed / 1000) }
        logger.log(level: level, "request", metadata: [RequestLine.field: .stringConvertible(line)])
        return response
    }

    private static func line(
        _ request: Request, _ facts: RequestRecord.Facts, _ status: Int, _ microseconds: Int64
    ) -> RequestLine {
        RequestLine(
            requestID: facts.requestID, isOwnID: facts.isOwnID, method: request.method.rawValue,
            path: request.uri.path, endpoint: facts.policy?.pattern ?? "unmatched", statusCode: status,
            microseconds: microseconds, address: facts.address, caller: facts.caller?.name,
            tenant: facts.caller?.tenant, traceID: facts.traceparent.flatMap(TraceParent.traceID))
    }
}
