import Hummingbird
import OpsCore

/// The audit log, newest first.
enum AuditController {
    private static let usual = 100
    private static let most = 1000

    static func register(in book: RouteBook) {
        let operations = book.services.operations
        book.get("/v1/audit") { request, _ in
            let text = request.uri.queryParameters["limit"].map(String.init)
            guard let limit = text.map({ Int($0) }) ?? usual, (1...most).contains(limit) else {
                throw Refusal(.validationFailed, "`limit` must be 1 to \(most).")
            }
            return try JSONResponse.make(await operations.audit(limit: limit))
        }
    }
}
