import NIOHTTP1
import OpsCore

/// What is read and what tenants do; the calls that act on the plant are in `OpsClient+Calls.swift`.
extension OpsClient {
    /// How the server and each of its parts is. A server that is down answers with 503, which throws `malformed`.
    public func health() async throws(OpsClientError) -> HealthReport { try await call(.GET, "/health") }

    /// The newest commands, of one valve or of all, newest first: 1 to 1000.
    public func commands(valve id: String? = nil, limit: Int = 100) async throws(OpsClientError) -> [CommandStatus] {
        let valve = id.map { "&valve=\(Self.escaped($0))" } ?? ""
        return try await call(.GET, "/v1/commands?limit=\(limit)\(valve)")
    }

    /// One valve as last reported, with what led to its state.
    public func valve(id: String) async throws(OpsClientError) -> ValveDetail {
        try await call(.GET, "/valves/\(Self.escaped(id))")
    }

    /// Incidents, newest first.
    public func incidents() async throws(OpsClientError) -> [IncidentStatus] { try await call(.GET, "/incidents") }

    /// Alerts of one source, or of every one.
    public func alerts(source: AlertSource? = nil) async throws(OpsClientError) -> [AlertStatus] {
        try await call(.GET, "/v1/alerts" + (source.map { "?source=\($0.rawValue)" } ?? ""))
    }

    /// Alerts of the plant.
    public func plantAlerts() async throws(OpsClientError) -> [AlertStatus] { try await call(.GET, "/pipeline/alerts") }

    /// Ends an alert of the plant. Refused with `CONDITION_ACTIVE` while the condition holds.
    public func resolvePlantAlert(id: String) async throws(OpsClientError) -> AlertStatus {
        try await call(.POST, "/pipeline/alerts/\(Self.escaped(id))/resolve")
    }

    /// The audit log, newest first: 1 to 1000 rows.
    public func audit(limit: Int = 100) async throws(OpsClientError) -> [AuditEntry] {
        try await call(.GET, "/v1/audit?limit=\(limit)")
    }

    /// The upstream provider and how it does.
    public func modelStatus() async throws(OpsClientError) -> ModelStatus { try await call(.GET, "/ops/model-status") }

    /// What is known of a lead; waits for the upstream, 40 s at most.
    public func enrich(_ lead: LeadEnrichmentRequest) async throws(OpsClientError) -> LeadEnrichment {
        try await call(.POST, "/v1/leads/enrich", body: lead, timeout: .seconds(40))
    }

    /// Says what became of a lead, by its domain name.
    public func recordOutcome(
        ofLead id: String, _ request: LeadOutcomeRequest
    ) async throws(OpsClientError) -> LeadOutcomeStatus {
        try await call(.POST, "/v1/leads/\(Self.escaped(id))/outcome", body: request)
    }

    /// Queues a job.
    public func submit(_ job: JobRequest) async throws(OpsClientError) -> JobStatus {
        try await call(.POST, "/v1/jobs", body: job)
    }

    /// The caller's jobs, newest first.
    public func jobs() async throws(OpsClientError) -> [JobStatus] { try await call(.GET, "/v1/jobs") }

    /// One of the caller's jobs.
    public func job(id: String) async throws(OpsClientError) -> JobStatus {
        try await call(.GET, "/v1/jobs/\(Self.escaped(id))")
    }

    /// Ends a job; one that has ended stays as it is.
    public func cancelJob(id: String) async throws(OpsClientError) -> JobStatus {
        try await call(.POST, "/v1/jobs/\(Self.escaped(id))/cancel")
    }

    /// What an error code means and what to do about it.
    public func errorPage(_ code: ProblemCode) async throws(OpsClientError) -> ProblemPage {
        try await call(.GET, code.page)
    }
}
