import OpsCore
import OpsMetrics

@testable import OpsServer

/// The smallest domain that the edge can be driven with: fixed answers, refusals by id, and a stream fed by the test.
final class StubOperations: Operations {
    struct Broken: Error, CustomStringConvertible { let description = "the database said postgres://u:hunter2@db" }

    struct Facts: Sendable {
        var health = HealthReport(checks: ["database": .ok, "mqtt": .degraded], uptimeSec: 1, version: "test")
        /// How the command of an actuation ends.
        var outcome = CommandState.confirmed
        var cause: ProblemCode?
        /// Whether the outcome lets itself be waited for.
        var holdsOutcome = false
        var waiting = 0
        var actuations: [(valve: String, request: ActuationRequest?, key: String?, caller: Caller)] = []
        var listings: [(valve: String?, limit: Int)] = []
        var confirmations: [CommandConfirmation] = []
        var updates: [IncidentUpdate] = []
        var masks: [AlertMaskWish] = []
        var streams: [AsyncStream<NumberedChange>.Continuation] = []
        var resumes: [UInt64?] = []
        var trace: RequestTrace?
        /// Changes that a stream's buffer holds; tests of slow clients make it large.
        var streamBuffer = 1000
    }

    let facts = Guarded(Facts())
    static let time = WallTime(milliseconds: 1_700_000_000_000)

    func snapshot() async -> OpsSnapshot {
        let server = ServerInfo(site: "main", host: "h", version: "test", pid: 1, startedAt: Self.time)
        return OpsSnapshot(
            sequence: 7, at: Self.time, server: server, metrics: MetricsStatus(current: MetricsPoint(at: Self.time)))
    }

    func stream(after sequence: UInt64?) async -> ChangeStream {
        let limit = facts.value.streamBuffer
        let (changes, feed) = AsyncStream<NumberedChange>.makeStream(bufferingPolicy: .bufferingOldest(limit))
        let snapshot = sequence == nil ? await self.snapshot() : nil
        facts.with { facts in
            facts.streams.append(feed)
            facts.resumes.append(sequence)
        }
        return ChangeStream(snapshot: snapshot, changes: changes)
    }

    /// Sends a change to every open stream.
    func publish(_ sequence: UInt64, note: String = "") {
        var valve = ValveStatus(id: "v-101", name: "inlet")
        valve.segment = note
        let change = NumberedChange(sequence: sequence, at: Self.time, change: .valve(valve))
        for feed in facts.value.streams { feed.yield(change) }
    }

    func health() async -> HealthReport { facts.value.health }
    func modelStatus() async -> ModelStatus {
        ModelStatus(provider: "p", model: nil, breaker: .closed, degraded: false)
    }
    func metricsText(_ format: ExpositionFormat) async -> String {
        "# TYPE up gauge\nup 1\n" + (format == .openMetrics ? "# EOF\n" : "")
    }

    func valves() async -> [ValveStatus] { [ValveStatus(id: "v-101", name: "inlet")] }
    func valve(id: String) async throws -> ValveDetail {
        facts.with { $0.trace = RequestTrace.current }
        switch id {
        case "broken": throw Broken()
        case "slow":
            try await Task.sleep(for: .seconds(60))
            return ValveDetail(status: ValveStatus(id: id, name: id))
        case "v-101", "a b":
            return ValveDetail(
                status: ValveStatus(id: id, name: "inlet"), commands: [command("c-1", .confirmed)],
                alerts: [alert("a-2", .plant)],
                conditions: [InterlockReading(expression: "up == 1", holds: true, reading: "is 1.0")],
                positions: [PositionPoint(at: Self.time, positionPercent: 40)])
        default: throw Refusal(.resourceNotFound, "There is no valve of this name.")
        }
    }

    func commands(valve id: String?, limit: Int) async throws -> [CommandStatus] {
        facts.with { $0.listings.append((id, limit)) }
        return [command("c-1", .confirmed)]
    }
    func command(id: String) async throws -> CommandStatus { command(id, .moving) }

    private func command(_ id: String, _ state: CommandState) -> CommandStatus {
        var command = CommandStatus(
            id: id, valveId: "v-101", action: .close, position: 0, actor: "op", reason: nil, epoch: 1,
            issuedAt: Self.time, notAfter: Self.time)
        command.state = state
        command.cause = state.isFinal ? facts.value.cause : nil
        return command
    }

    func actuate(
        valve id: String, _ request: ActuationRequest, idempotencyKey: String?, by caller: Caller, requestID: String
    ) async throws -> CommandStatus {
        facts.with { $0.actuations.append((id, request, idempotencyKey, caller)) }
        if id == "v-404" { throw Refusal(.resourceNotFound, "There is no valve of this name.") }
        if id == "v-offline" { throw Refusal(.deviceOffline, "The device is offline.") }
        return command(idempotencyKey ?? "c-1", .accepted)
    }

    func actuateDefault(
        valve id: String, idempotencyKey: String?, by caller: Caller, requestID: String
    ) async throws -> CommandStatus {
        facts.with { $0.actuations.append((id, nil, nil, caller)) }
        return command("c-2", .accepted)
    }

    func select(
        valve id: String, _ request: ActuationRequest, idempotencyKey: String?, by caller: Caller, requestID: String
    ) async throws -> CommandStatus {
        var held = command(idempotencyKey ?? "c-3", .held)
        held.holdUntil = Self.time
        return held
    }

    func confirmCommand(
        id: String, _ seen: CommandConfirmation, by caller: Caller, requestID: String
    ) async throws -> CommandStatus {
        facts.with { $0.confirmations.append(seen) }
        return command(id, .requested)
    }

    func cancelCommand(id: String, by caller: Caller, requestID: String) async throws -> CommandStatus {
        command(id, .rejected)
    }

    func outcome(ofCommand id: String, within timeout: Duration) async throws -> CommandStatus {
        facts.with { $0.waiting += 1 }
        if facts.value.holdsOutcome { try await Task.sleep(for: timeout) }
        return command(id, facts.value.outcome)
    }

    func incidents() async throws -> [IncidentStatus] { [try await incident(id: 1)] }
    func incident(id: Int64) async throws -> IncidentStatus {
        IncidentStatus(id: id, title: "t", severity: .sev2, openedAt: Self.time)
    }
    func updateIncident(
        id: Int64, _ update: IncidentUpdate, by caller: Caller, requestID: String
    ) async throws -> IncidentStatus {
        facts.with { $0.updates.append(update) }
        return try await incident(id: id)
    }

    func alerts(source: AlertSource?) async throws -> [AlertStatus] {
        [alert("a-1", .rule), alert("a-2", .plant)].filter { source == nil || $0.source == source }
    }
    private func alert(_ id: String, _ source: AlertSource) -> AlertStatus {
        AlertStatus(
            id: id, name: "n", source: source, severity: .warning, state: .active, summary: "s", labels: [:],
            since: Self.time)
    }
    func acknowledgeAlert(id: String, by caller: Caller, requestID: String) async throws -> AlertStatus {
        alert(id, .rule)
    }
    func resolveAlert(id: String, by caller: Caller, requestID: String) async throws -> AlertStatus {
        if id == "a-1" { throw Refusal(.conditionActive, "It still holds.") }
        return alert(id, .plant)
    }

    func maskAlert(
        id: String, _ wish: AlertMaskWish, by caller: Caller, requestID: String
    ) async throws -> AlertStatus {
        facts.with { $0.masks.append(wish) }
        return alert(id, .plant)
    }
    func takeAlerts(
        _ notice: AlertmanagerNotice, by caller: Caller, requestID: String
    ) async throws -> AlertsTaken { AlertsTaken(taken: notice.alerts.count) }
    func alarmLoad() async -> AlarmLoad { AlarmLoad() }

    func submitJob(_ request: JobRequest, by caller: Caller, requestID: String) async throws -> JobStatus {
        try await job(id: "j-1", by: caller)
    }
    func jobs(of caller: Caller) async throws -> [JobStatus] { [try await job(id: "j-1", by: caller)] }
    func job(id: String, by caller: Caller) async throws -> JobStatus {
        JobStatus(id: id, kind: "enrich", tenant: caller.name, state: .queued, enqueuedAt: Self.time)
    }
    func cancelJob(id: String, by caller: Caller, requestID: String) async throws -> JobStatus {
        try await job(id: id, by: caller)
    }
    func enrichLead(
        _ request: LeadEnrichmentRequest, by caller: Caller, requestID: String
    ) async throws -> LeadEnrichment {
        if request.domain == "slow.example" { throw Refusal(.upstreamTimeout, "The provider took too long.") }
        return LeadEnrichment(leadId: "l", company: nil, industry: nil, employees: nil, cached: false)
    }
    func recordOutcome(
        ofLead id: String, _ request: LeadOutcomeRequest, by caller: Caller, requestID: String
    ) async throws -> LeadOutcomeStatus {
        LeadOutcomeStatus(leadId: id, outcome: request.outcome, recordedAt: Self.time)
    }

    func tenants() async -> [TenantStatus] { [TenantStatus(name: "acme", state: .active, keyCount: 1)] }
    func reloadRules(by caller: Caller, requestID: String) async throws -> RuleReload {
        RuleReload(groups: 1, rules: 2, files: 1)
    }

    func reloadKeys(by caller: Caller, requestID: String) async throws -> KeyReload {
        KeyReload(tenants: 1, keys: 1, added: [], removed: [], unchanged: 1)
    }
    private static var key: KeyStatus {
        KeyStatus(id: "k1", holder: "acme", scope: .tenant, source: "store", state: .active)
    }
    func keys() async throws -> [KeyStatus] { [Self.key] }
    func createKey(_ wish: KeyCreation, by caller: Caller, requestID: String) async throws -> IssuedKey {
        IssuedKey(key: "ops_made", status: Self.key)
    }
    func rotateKey(
        id: String, _ wish: KeyRotation, by caller: Caller, requestID: String
    ) async throws -> IssuedKey {
        IssuedKey(key: "ops_made", status: Self.key, replaced: Self.key)
    }
    func changeKey(
        id: String, _ change: KeyChange, by caller: Caller, requestID: String
    ) async throws -> KeyStatus { Self.key }
    func audit(limit: Int) async throws -> [AuditEntry] { [] }
    func telemetryAccess() async throws -> TelemetryAccess {
        TelemetryAccess(host: "127.0.0.1", port: 1883, username: "dash", password: "x", site: "main")
    }
}
