import OpsCore
import OpsMetrics

/// What became of leads, as their tenants say (CONTRACT row A15). A lead's id is its domain name.
struct LeadOutcomes: Sendable {
    private static let counter = "lead_outcome_total"

    let ledger: Ledger
    let registry: MetricRegistry
    let clock: any OpsClock

    /// Every outcome at 0, so that a rate has a first value to count from.
    static func begin(_ registry: MetricRegistry) {
        for outcome in LeadOutcome.allCases { count(outcome, 0, registry) }
    }

    /// Stores the newest word of the caller's tenant with its audit row, then counts it. The word that stands already
    /// changes nothing.
    /// - Throws: ``Refusal`` with `VALIDATION_FAILED` where `lead` is no domain name.
    func record(
        _ outcome: LeadOutcome, ofLead lead: String, by caller: Caller, requestID: String
    ) async throws -> LeadOutcomeStatus {
        let id = try LeadQuery(LeadEnrichmentRequest(domain: lead)).domain
        let new = LeadOutcomeStatus(leadId: id, outcome: outcome, recordedAt: clock.wall)
        let note = AuditNote(
            by: caller.name, "lead.outcome", "lead/\(id)", outcome: outcome.rawValue, requestID: requestID)
        let standing = LeadOutcomeRepository()
        do {
            try await ledger.commit(note) { connection in
                if let old = try standing.find(id, of: caller.name, connection), old.outcome == outcome {
                    throw SaidAlready(status: old)
                }
                try standing.save(new, of: caller.name, connection)
            }
        } catch let same as SaidAlready {
            return same.status
        }
        Self.count(outcome, 1, registry)
        return new
    }

    private static func count(_ outcome: LeadOutcome, _ amount: Double, _ registry: MetricRegistry) {
        registry.increment(counter, [("outcome", outcome.rawValue)], by: amount)
    }

    /// Ends the transaction without a row in the audit log.
    private struct SaidAlready: Error { var status: LeadOutcomeStatus }
}
