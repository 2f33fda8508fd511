import OpsCore
import OpsMetrics

/// All that the controllers may ask of the domain: one door, so that HTTP knows nothing of brokers and databases and
/// the domain nothing of HTTP.
///
/// Every method that refuses throws ``Refusal``; anything else thrown is an internal error. Every mutation is durable,
/// with its audit row, before its method returns.
public protocol Operations: Sendable {
    // MARK: Reading
    /// Everything a dashboard shows, now.
    func snapshot() async -> OpsSnapshot
    /// The changes after `sequence` (nil: from now, behind a fresh snapshot). Ends when the consumer falls behind by
    /// more than its buffer or the server stops.
    func stream(after sequence: UInt64?) async -> ChangeStream
    func health() async -> HealthReport
    nonisolated(nonsending) func modelStatus() async -> ModelStatus
    /// The exposition of all metrics.
    func metricsText(_ format: ExpositionFormat) async -> String

    // MARK: Valves and commands
    func valves() async -> [ValveStatus]
    func valve(id: String) async throws -> ValveDetail
    /// The newest commands, of one valve or of all, newest first.
    func commands(valve id: String?, limit: Int) async throws -> [CommandStatus]
    func command(id: String) async throws -> CommandStatus
    /// Starts a command and returns once it is durable and has left (or is refused). `idempotencyKey` is the command's
    /// id where given: the same key with the same request answers with the command it started.
    func actuate(
        valve id: String, _ request: ActuationRequest, idempotencyKey: String?, by caller: Caller, requestID: String
    ) async throws -> CommandStatus
    /// Runs the valve's configured default action; 422 where it has none.
    func actuateDefault(
        valve id: String, idempotencyKey: String?, by caller: Caller, requestID: String
    ) async throws -> CommandStatus
    /// Holds the valve for the caller: the same as ``actuate(valve:_:idempotencyKey:by:requestID:)``, but nothing is sent
    /// before the command is confirmed.
    func select(
        valve id: String, _ request: ActuationRequest, idempotencyKey: String?, by caller: Caller, requestID: String
    ) async throws -> CommandStatus
    /// Confirms a held command, as its holder or as the second person that it needs.
    func confirmCommand(
        id: String, _ seen: CommandConfirmation, by caller: Caller, requestID: String
    ) async throws -> CommandStatus
    /// Takes a command back whose operate has not left.
    func cancelCommand(id: String, by caller: Caller, requestID: String) async throws -> CommandStatus
    /// The command once it is final or unknown, or as it is after `timeout`.
    func outcome(ofCommand id: String, within timeout: Duration) async throws -> CommandStatus

    // MARK: Incidents and alerts
    func incidents() async throws -> [IncidentStatus]
    func incident(id: Int64) async throws -> IncidentStatus
    func updateIncident(id: Int64, _ update: IncidentUpdate, by caller: Caller, requestID: String) async throws
        -> IncidentStatus
    func alerts(source: AlertSource?) async throws -> [AlertStatus]
    func acknowledgeAlert(id: String, by caller: Caller, requestID: String) async throws -> AlertStatus
    /// Refused with `CONDITION_ACTIVE` while the condition still holds.
    func resolveAlert(id: String, by caller: Caller, requestID: String) async throws -> AlertStatus
    /// Puts an alert aside for a time, ends that, takes it out of service, or returns it.
    func maskAlert(id: String, _ wish: AlertMaskWish, by caller: Caller, requestID: String) async throws -> AlertStatus
    /// Takes in what Alertmanager tells; answers how many alerts that were.
    func takeAlerts(_ notice: AlertmanagerNotice, by caller: Caller, requestID: String) async throws -> AlertsTaken
    /// The alarm rate, a flood, and what is put aside.
    func alarmLoad() async -> AlarmLoad

    // MARK: Work
    func submitJob(_ request: JobRequest, by caller: Caller, requestID: String) async throws -> JobStatus
    func jobs(of caller: Caller) async throws -> [JobStatus]
    func job(id: String, by caller: Caller) async throws -> JobStatus
    func cancelJob(id: String, by caller: Caller, requestID: String) async throws -> JobStatus
    /// Asks the upstream provider, behind its breaker; time-outs and failures become refusals.
    func enrichLead(_ request: LeadEnrichmentRequest, by caller: Caller, requestID: String) async throws
        -> LeadEnrichment
    /// Stores what became of a lead before it answers; the same once more changes and counts nothing.
    func recordOutcome(
        ofLead id: String, _ request: LeadOutcomeRequest, by caller: Caller, requestID: String
    ) async throws -> LeadOutcomeStatus

    // MARK: Access
    func tenants() async -> [TenantStatus]
    func reloadKeys(by caller: Caller, requestID: String) async throws -> KeyReload
    /// Reads the rule files and the scrape file anew; what cannot be used changes nothing.
    func reloadRules(by caller: Caller, requestID: String) async throws -> RuleReload
    /// Every key that is known; never a key nor its hash.
    func keys() async throws -> [KeyStatus]
    /// Makes a key; the answer alone shows it.
    func createKey(_ wish: KeyCreation, by caller: Caller, requestID: String) async throws -> IssuedKey
    /// Makes a key's successor; the old one works until its grace is over.
    func rotateKey(id: String, _ wish: KeyRotation, by caller: Caller, requestID: String) async throws -> IssuedKey
    /// Pauses, resumes or revokes a key.
    func changeKey(id: String, _ change: KeyChange, by caller: Caller, requestID: String) async throws -> KeyStatus
    /// The newest audit rows, newest first.
    func audit(limit: Int) async throws -> [AuditEntry]
    func telemetryAccess() async throws -> TelemetryAccess
}

/// What a stream subscriber gets: a snapshot unless the resume point was still at hand, then numbered changes.
public struct ChangeStream: Sendable {
    /// Nil where the stream resumes without a gap.
    public var snapshot: OpsSnapshot?
    public var changes: AsyncStream<NumberedChange>

    public init(snapshot: OpsSnapshot?, changes: AsyncStream<NumberedChange>) {
        self.snapshot = snapshot
        self.changes = changes
    }
}

extension Operations {
    /// The exposition of all metrics, text format 0.0.4.
    func metricsText() async -> String { await metricsText(.prometheusText) }
}
