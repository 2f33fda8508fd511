import HTTPTypes
import Hummingbird
import OpsCore

/// Refuses a body whose declared length is over the limit before a byte of it is read (CONTRACT row B2). A body without a
/// declared length is counted while it is read: see ``RequestBodyReader``.
struct BodyLimitMiddleware: RouterMiddleware {
    typealias Context = OpsRequestContext
    let limitBytes: Int

    func handle(
        _ request: Request, context: OpsRequestContext,
        next: (Request, OpsRequestContext) async throws -> Response
    ) async throws -> Response {
        if let declared = RequestBodyReader.declaredLength(request), declared > limitBytes {
            context.record.update { $0.body = .abandoned }
            throw RequestBodyReader.tooLarge(limitBytes)
        }
        return try await next(request, context)
    }
}
