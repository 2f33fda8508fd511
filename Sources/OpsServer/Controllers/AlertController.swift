import Hummingbird
import OpsCore

/// Alerts of every source under `/v1/alerts`, those of the plant under `/pipeline/alerts` (CONTRACT rows C1, D4).
enum AlertController {
    static func register(in book: RouteBook) {
        let operations = book.services.operations
        book.get("/v1/alerts") { request, _ in
            try JSONResponse.make(await operations.alerts(source: source(in: request)))
        }
        book.get("/pipeline/alerts") { _, _ in try JSONResponse.make(await operations.alerts(source: .plant)) }
        book.post("/v1/alerts/{id}/ack") { _, _, context in
            let alert = try await operations.acknowledgeAlert(
                id: PathParameter.text("id", context), by: context.caller, requestID: context.requestID)
            return try JSONResponse.make(alert)
        }
        for pattern in ["/v1/alerts/{id}/resolve", "/pipeline/alerts/{id}/resolve"] {
            book.post(pattern) { _, _, context in
                let id = try PathParameter.text("id", context)
                if pattern.hasPrefix("/pipeline") { try await requirePlant(id, operations) }
                let alert = try await operations.resolveAlert(
                    id: id, by: context.caller, requestID: context.requestID)
                return try JSONResponse.make(alert)
            }
        }
    }

    private static func source(in request: Request) -> AlertSource? {
        request.uri.queryParameters["source"].flatMap { AlertSource(rawValue: String($0)) }
    }

    /// `/pipeline/alerts` is the plant's part of the one list: another source's alert is not found there.
    private static func requirePlant(_ id: String, _ operations: any Operations) async throws {
        guard try await operations.alerts(source: .plant).contains(where: { $0.id == id }) else {
            throw Refusal(.resourceNotFound, "No alert of the plant has this id.")
        }
    }
}
