import OpsCore
import OpsStorage

/// What each tenant last said of each of its leads.
public struct LeadOutcomeRepository: Sendable {
    public init() {}

    /// What `tenant` last said of the lead; nil where nothing is stored.
    public func find(
        _ lead: String, of tenant: String, _ connection: any SQLConnection
    ) throws -> LeadOutcomeStatus? {
        let rows = try connection.query(
            "SELECT outcome, at_ms FROM lead_outcomes WHERE tenant = ? AND lead = ?", [.text(tenant), .text(lead)])
        guard let row = rows.first, let outcome = LeadOutcome(rawValue: try row.text("outcome")) else { return nil }
        let time = WallTime(milliseconds: try row.integer("at_ms"))
        return LeadOutcomeStatus(leadId: lead, outcome: outcome, recordedAt: time)
    }

    /// Inserts or replaces what `tenant` says of a lead.
    public func save(_ status: LeadOutcomeStatus, of tenant: String, _ connection: any SQLConnection) throws {
        try connection.execute(
            """
            INSERT INTO lead_outcomes (tenant, lead, outcome, at_ms) VALUES (?, ?, ?, ?)
            ON CONFLICT (tenant, lead) DO UPDATE SET outcome = excluded.outcome, at_ms = excluded.at_ms
            """,
            [
                .text(tenant), .text(status.leadId), .text(status.outcome.rawValue),
                .integer(status.recordedAt.milliseconds),
            ])
    }

    /// Forgets what was said before `time`; returns how many rows that were.
    @discardableResult
    public func prune(before time: WallTime, _ connection: any SQLConnection) throws -> Int {
        try connection.execute("DELETE FROM lead_outcomes WHERE at_ms < ?", [.integer(time.milliseconds)])
    }
}
