import Hummingbird
import OpsCore

/// Leads (CONTRACT row A15).
enum LeadController {
    static func register(in book: RouteBook) {
        let operations = book.services.operations
        book.post("/v1/leads/enrich") { body, request, context in
            let lead = try JSONBody.decode(LeadEnrichmentRequest.self, from: body, of: request)
            let answer = try await operations.enrichLead(lead, by: context.caller, requestID: context.requestID)
            return try JSONResponse.make(answer)
        }
        book.post("/v1/leads/{id}/outcome") { body, request, context in
            let said = try JSONBody.decode(LeadOutcomeRequest.self, from: body, of: request)
            let answer = try await operations.recordOutcome(
                ofLead: PathParameter.text("id", context), said, by: context.caller, requestID: context.requestID)
            return try JSONResponse.make(answer)
        }
    }
}
