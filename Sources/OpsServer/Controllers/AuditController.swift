import Hummingbird
import OpsCore

/// The audit log, newest first.
enum AuditController {
    static let usual = 100
    static let most = 1000

    static func register(in book: RouteBook) {
        let operations = book.services.operations
        book.get("/v1/audit") { request, _ in
            let limit = request.uri.queryParameters["limit"].flatMap { Double($0) }.map { Int($0) } ?? usual
            return try JSONResponse.make(await operations.audit(limit: limit))
        }
    }
}
