import Foundation
import HTTPTypes
import Hummingbird
import Logging
import OpsCore

/// Makes an RFC 9457 problem of whatever is thrown below (CONTRACT rows B1, C5, D3).
struct ProblemMapping: Sendable {
    let logger: Logger

    /// The answer in place of the one that `error` prevented.
    func response(to error: any Error, _ request: Request, _ context: OpsRequestContext) -> Response {
        ProblemResponse.make(refusal(for: error, request, context), requestID: context.requestID)
    }

    /// What the client is told. The cause of an internal error goes to the log alone.
    private func refusal(for error: any Error, _ request: Request, _ context: OpsRequestContext) -> Refusal {
        if let refusal = error as? Refusal { return refusal }
        if let fault = error as? WireFault {
            if fault.refusal.code == .methodNotAllowed {
                context.record.update { $0.headers[.allow] = AllowedMethods.everywhere }
            }
            return fault.refusal
        }
        if let error = error as? HTTPError, error.status == .notFound {
            return unmatched(request, context)
        }
        logger.error(
            "internal error",
            metadata: [
                "request_id": .string(context.requestID), "path": .string(request.uri.path),
                "error": .string("\(error)"),
            ])
        return Refusal(
            .internalError, "The server could not answer; its log says why under the request id in `instance`.")
    }

    /// A path that no route has, or a method that the path's routes do not take.
    private func unmatched(_ request: Request, _ context: OpsRequestContext) -> Refusal {
        guard let allowed = AllowedMethods.text(forPath: request.uri.path) else {
            return Refusal(.resourceNotFound, "Nothing is served under this path.")
        }
        context.record.update { $0.headers[.allow] = allowed }
        return Refusal(.methodNotAllowed, "This path takes \(allowed).")
    }
}
