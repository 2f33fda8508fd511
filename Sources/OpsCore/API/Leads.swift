/// The body of `POST /v1/leads/enrich` (CONTRACT row A15): one of the two.
public struct LeadEnrichmentRequest: Codable, Equatable, Sendable {
    public var domain: String?
    public var email: String?

    public init(domain: String? = nil, email: String? = nil) {
        self.domain = domain
        self.email = email
    }
}

/// What is known of a lead.
public struct LeadEnrichment: Codable, Equatable, Sendable {
    public var leadId: String
    public var company: String?
    public var industry: String?
    public var employees: Int?
    /// True where the answer came from the cache.
    public var cached: Bool

    public init(leadId: String, company: String?, industry: String?, employees: Int?, cached: Bool) {
        self.leadId = leadId
        self.company = company
        self.industry = industry
        self.employees = employees
        self.cached = cached
    }
}

/// What became of a lead.
public enum LeadOutcome: String, Codable, CaseIterable, Sendable {
    case contacted, qualified, won, lost, invalid
}

/// The body of `POST /v1/leads/{id}/outcome` (CONTRACT row A15).
public struct LeadOutcomeRequest: Codable, Equatable, Sendable {
    public var outcome: LeadOutcome

    public init(outcome: LeadOutcome) { self.outcome = outcome }
}

/// What a tenant last said of a lead.
public struct LeadOutcomeStatus: Codable, Equatable, Sendable {
    public var leadId: String
    public var outcome: LeadOutcome
    /// When it was first said; saying it again changes nothing.
    public var recordedAt: WallTime

    public init(leadId: String, outcome: LeadOutcome, recordedAt: WallTime) {
        self.leadId = leadId
        self.outcome = outcome
        self.recordedAt = recordedAt
    }
}
