import Hummingbird
import NIOCore
import OpsCore

/// Alerts of every source under `/v1/alerts`, those of the plant under `/pipeline/alerts` (CONTRACT rows C1, D4).
enum AlertController {
    static func register(in book: RouteBook) {
        let operations = book.services.operations
        book.get("/v1/alerts") { request, _ in
            try JSONResponse.make(await operations.alerts(source: source(in: request)))
        }
        book.get("/pipeline/alerts") { _, _ in try JSONResponse.make(await operations.alerts(source: .plant)) }
        book.get("/v1/alarms") { _, _ in try JSONResponse.make(await operations.alarmLoad()) }
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
        book.post("/v1/alerts/webhook") { body, request, context in
            let notice = try JSONBody.decode(AlertmanagerNotice.self, from: body, of: request)
            return try JSONResponse.make(
                await operations.takeAlerts(notice, by: context.caller, requestID: context.requestID))
        }
        registerMasks(in: book)
    }

    /// Putting aside, and the way back.
    private static func registerMasks(in book: RouteBook) {
        func mask(_ pattern: String, _ wish: @escaping @Sendable (ByteBuffer, Request) throws -> AlertMaskWish) {
            let operations = book.services.operations
            book.post(pattern) { body, request, context in
                let alert = try await operations.maskAlert(
                    id: PathParameter.text("id", context), wish(body, request), by: context.caller,
                    requestID: context.requestID)
                return try JSONResponse.make(alert)
            }
        }
        mask("/v1/alerts/{id}/shelve") { body, request in
            // Without a body: for the usual time.
            guard body.readableBytes > 0 else { return .shelve(AlertShelving()) }
            return .shelve(try JSONBody.decode(AlertShelving.self, from: body, of: request))
        }
        mask("/v1/alerts/{id}/unshelve") { _, _ in .unshelve }
        mask("/v1/alerts/{id}/out-of-service") { body, request in
            .withdraw(try JSONBody.decode(AlertWithdrawal.self, from: body, of: request))
        }
        mask("/v1/alerts/{id}/return-to-service") { _, _ in .returnToService }
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
