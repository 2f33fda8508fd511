import Hummingbird
import OpsCore

/// Incidents (CONTRACT row C1).
enum IncidentController {
    static func register(in book: RouteBook) {
        let operations = book.services.operations
        book.get("/incidents") { _, _ in try JSONResponse.make(await operations.incidents()) }
        book.get("/incidents/{id}") { _, context in
            try JSONResponse.make(await operations.incident(id: PathParameter.number("id", context)))
        }
        book.post("/incidents/{id}/update") { body, request, context in
            let id = try PathParameter.number("id", context)
            let update = try JSONBody.decode(IncidentUpdate.self, from: body, of: request)
            let incident = try await operations.updateIncident(
                id: id, update, by: context.caller, requestID: context.requestID)
            return try JSONResponse.make(incident)
        }
    }
}
