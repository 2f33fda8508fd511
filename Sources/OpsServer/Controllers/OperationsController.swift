import Hummingbird
import OpsCore

/// `/ops/*` apart from the stream (CONTRACT rows A4, A6, A10).
enum OperationsController {
    static func register(in book: RouteBook) {
        let operations = book.services.operations
        book.get("/ops/status") { _, context in
            var snapshot = await operations.snapshot()
            snapshot.caller = context.caller.name
            return try JSONResponse.make(snapshot)
        }
        let modelStatus = JSONCache<ModelStatus>()
        book.get("/ops/model-status", isShort: true) { _, _ in
            try modelStatus.response(await operations.modelStatus())
        }
        book.get("/ops/tenants") { _, _ in try JSONResponse.make(await operations.tenants()) }
        book.get("/v1/slo") { _, _ in try JSONResponse.make(await operations.snapshot().slo) }
        book.get("/ops/telemetry-access") { _, _ in try JSONResponse.make(await operations.telemetryAccess()) }
        book.post("/-/reload") { _, _, context in
            try JSONResponse.make(
                await operations.reloadRules(by: context.caller, requestID: context.requestID))
        }
        book.post("/ops/reload-auth") { _, _, context in
            try JSONResponse.make(
                await operations.reloadKeys(by: context.caller, requestID: context.requestID))
        }
    }
}
