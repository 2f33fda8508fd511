import Hummingbird
import Logging
import OpsCore

/// One line a request (CONTRACT rows A8, C6), without query and body. A stream is logged when it opens.
struct AccessLog: Sendable {
    let logger: Logger

    /// Writes the line of a request that was answered with `status`.
    func write(_ request: Request, _ status: Int, _ facts: RequestRecord.Facts, nanoseconds: Int64) {
        let level: Logger.Level = status >= 500 ? .error : .info
        guard logger.logLevel <= level else { return }
        let line = RequestLine(
            requestID: facts.requestID, isOwnID: facts.isOwnID, method: request.method.rawValue,
            path: request.uri.path, endpoint: facts.policy?.pattern ?? "unmatched", statusCode: status,
            microseconds: nanoseconds / 1000, address: facts.address, caller: facts.caller?.name,
            tenant: facts.caller?.tenant, traceID: facts.traceparent.flatMap(TraceParent.traceID))
        logger.log(level: level, "request", metadata: [RequestLine.field: .stringConvertible(line)])
    }
}
