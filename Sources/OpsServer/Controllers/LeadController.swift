import Hummingbird
import OpsCore

/// Leads (CONTRACT row A15).
enum LeadController {
    /// The longest address and the longest domain name there can be (RFC 5321, RFC 1035).
    private static let emailLimit = 254
    private static let domainLimit = 253

    static func register(in book: RouteBook) {
        let operations = book.services.operations
        book.post("/v1/leads/enrich") { body, request, context in
            let lead = try validated(JSONBody.decode(LeadEnrichmentRequest.self, from: body, of: request))
            let answer = try await operations.enrichLead(lead, by: context.caller, requestID: context.requestID)
            return try JSONResponse.make(answer)
        }
    }

    private static func validated(_ lead: LeadEnrichmentRequest) throws -> LeadEnrichmentRequest {
        guard (lead.domain == nil) != (lead.email == nil) else {
            throw Refusal(.validationFailed, "Give one of `domain` and `email`.")
        }
        guard (lead.domain?.utf8.count ?? 1) <= domainLimit, (lead.email?.utf8.count ?? 1) <= emailLimit,
            lead.domain?.isEmpty != true, lead.email?.contains("@") != false
        else { throw Refusal(.validationFailed, "`domain` or `email` cannot be one.") }
        return lead
    }
}
