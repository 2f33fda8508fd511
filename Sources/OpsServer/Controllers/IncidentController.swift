import Hummingbird
import OpsCore

/// Incidents (CONTRACT row C1).
enum IncidentController {
    /// Characters of a note and of an owner's name.
    private static let noteLimit = 4000
    private static let ownerLimit = 100

    static func register(in book: RouteBook) {
        let operations = book.services.operations
        book.get("/incidents") { _, _ in try JSONResponse.make(await operations.incidents()) }
        book.get("/incidents/{id}") { _, context in
            try JSONResponse.make(await operations.incident(id: PathParameter.number("id", context)))
        }
        book.post("/incidents/{id}/update") { body, request, context in
            let id = try PathParameter.number("id", context)
            let update = try validated(JSONBody.decode(IncidentUpdate.self, from: body, of: request))
            let incident = try await operations.updateIncident(
                id: id, update, by: context.caller, requestID: context.requestID)
            return try JSONResponse.make(incident)
        }
    }

    private static func validated(_ update: IncidentUpdate) throws -> IncidentUpdate {
        guard update != IncidentUpdate() else {
            throw Refusal(.validationFailed, "Give at least one of `status`, `owner`, `severity`, `note`.")
        }
        guard (update.note ?? "").count <= noteLimit, (update.owner ?? "").count <= ownerLimit else {
            throw Refusal(
                .validationFailed, "`note` may have \(noteLimit) characters and `owner` \(ownerLimit).")
        }
        return update
    }
}
