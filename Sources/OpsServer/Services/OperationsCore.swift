import Logging
import OpsCore
import OpsMetrics
import OpsRedis
import OpsStorage

/// The domain behind the controllers: hands each wish to the service that knows it.
struct OperationsCore: Operations, Gatekeeper {
    let configuration: ServerConfiguration
    let clock: any OpsClock
    let startedAt: MonotonicTime
    let ledger: Ledger
    let bus: EventBus
    let registry: MetricRegistry
    let access: AccessService
    let limiter: LimiterService
    let valveService: ValveService
    let valveHistory: ValveHistory
    let alertService: AlertService
    let baselines: BaselineKeeper
    let jobService: JobService
    let enrichment: EnrichmentService?
    let redis: RedisClient?
    let links: LinkWatch
    /// Re-read whenever the keys are.
    var certificate: CertificateReload?
    /// Evaluates the rules; nil until the server is whole.
    var rules: RuleService?
    /// What else is scraped; its configuration is re-read with the rules. Nil: nothing.
    var scrapes: ScrapeService?

    /// How long storage may take to close.
    static let closeLimit = Duration.seconds(5)

    /// Closes links and storage, once nothing serves any more. Harmless when repeated.
    func shutDown() async {
        await valveService.stop()
        await enrichment?.close()
        await redis?.stop()
        let database = ledger.database
        _ = await Patience.wait(Self.closeLimit) { await database.close() }
    }

    // MARK: Gatekeeper

    func identify(_ credentials: Credentials) throws(Refusal) -> Caller { try access.identify(credentials) }

    nonisolated(nonsending) func admit(_ caller: Caller, address: String, to limit: LimitClass) async
        -> RateLimitDecision
    {
        await limiter.admit(caller, address: address, to: limit)
    }

    func standing(of caller: Caller, address: String, under limit: LimitClass) -> RateLimitDecision {
        limiter.standing(of: caller, address: address, under: limit)
    }

    // MARK: Reading

    func snapshot() async -> OpsSnapshot { await bus.snapshot() }

    func stream(after sequence: UInt64?) async -> ChangeStream { await bus.stream(after: sequence) }

    func health() async -> HealthReport {
        let links = await links.current()
        // The three that every report names; a broker that is not configured has nothing that could be wrong.
        var checks = ["event_bus": HealthState.ok, LinkName.mqtt.rawValue: .ok]
        for link in links where link.state != .off && link.name != .stream {
            checks[link.name.rawValue] = link.state == .ok ? .ok : link.state == .degraded ? .degraded : .down
        }
        if let enrichment {
            checks["upstream"] = await enrichment.breakerStatus().state == .closed ? .ok : .degraded
        }
        let uptime = clock.monotonic.seconds(since: startedAt)
        return HealthReport(checks: checks, uptimeSec: (uptime * 10).rounded() / 10, version: OpsVersion.current)
    }

    nonisolated(nonsending) func modelStatus() async -> ModelStatus {
        if let enrichment { return await enrichment.modelStatus() }
        return ModelStatus(provider: "none", model: nil, breaker: .closed, degraded: true)
    }

    func metricsText(_ format: ExpositionFormat) async -> String { registry.expose(format) }

    // MARK: Valves

    func valves() async -> [ValveStatus] { await valveService.statuses }

    func valve(id: String) async throws -> ValveDetail {
        let book = await valveService.book
        guard let status = book.models[id]?.status else {
            throw Refusal(.resourceNotFound, "There is no valve \(SafeText.clean(id, limit: 64))")
        }
        return ValveDetail(
            status: status, commands: try await valveService.commands(valve: id, limit: ValveHistory.commandLimit),
            alerts: ValveHistory.alerts(of: id, among: try await alertService.list(source: .plant)),
            conditions: book.configurations[id].map(valveHistory.conditions) ?? [],
            positions: valveHistory.positions(of: id))
    }

    func commands(valve id: String? = nil, limit: Int = 100) async throws -> [CommandStatus] {
        try await valveService.commands(valve: id, limit: limit)
    }

    func command(id: String) async throws -> CommandStatus { try await valveService.command(id: id) }

    func actuate(
        valve id: String, _ request: ActuationRequest, idempotencyKey: String?, by caller: Caller, requestID: String
    ) async throws -> CommandStatus {
        try await valveService.actuate(
            valve: id, request, idempotencyKey: idempotencyKey, by: caller, requestID: requestID)
    }

    func actuateDefault(
        valve id: String, idempotencyKey: String?, by caller: Caller, requestID: String
    ) async throws -> CommandStatus {
        guard let configuration = await valveService.book.configurations[id] else {
            throw Refusal(.resourceNotFound, "There is no configured valve \(SafeText.clean(id, limit: 64))")
        }
        let request = try ActuationGate.defaultRequest(of: configuration)
        return try await actuate(
            valve: id, request, idempotencyKey: idempotencyKey, by: caller, requestID: requestID)
    }

    func select(
        valve id: String, _ request: ActuationRequest, idempotencyKey: String?, by caller: Caller, requestID: String
    ) async throws -> CommandStatus {
        try await valveService.actuate(
            valve: id, request, idempotencyKey: idempotencyKey, selects: true, by: caller, requestID: requestID)
    }

    func confirmCommand(
        id: String, _ seen: CommandConfirmation, by caller: Caller, requestID: String
    ) async throws -> CommandStatus {
        try await valveService.confirm(command: id, seen, by: caller, requestID: requestID)
    }

    func cancelCommand(id: String, by caller: Caller, requestID: String) async throws -> CommandStatus {
        try await valveService.cancel(command: id, by: caller, requestID: requestID)
    }

    func outcome(ofCommand id: String, within timeout: Duration) async throws -> CommandStatus {
        try await valveService.outcome(of: id, within: timeout)
    }

    // MARK: Incidents and alerts

    func incidents() async throws -> [IncidentStatus] { try await alertService.incidents() }

    func incident(id: Int64) async throws -> IncidentStatus { try await alertService.incident(id) }

    func updateIncident(
        id: Int64, _ update: IncidentUpdate, by caller: Caller, requestID: String
    ) async throws -> IncidentStatus {
        try await alertService.update(incident: id, update, by: caller, requestID: requestID)
    }

    func alerts(source: AlertSource?) async throws -> [AlertStatus] { try await alertService.list(source: source) }

    func acknowledgeAlert(id: String, by caller: Caller, requestID: String) async throws -> AlertStatus {
        try await alertService.acknowledge(id, by: caller, requestID: requestID)
    }

    func resolveAlert(id: String, by caller: Caller, requestID: String) async throws -> AlertStatus {
        try await alertService.resolve(id, by: caller, requestID: requestID)
    }

    func maskAlert(
        id: String, _ wish: AlertMaskWish, by caller: Caller, requestID: String
    ) async throws -> AlertStatus {
        try await alertService.mask(id, wish, by: caller, requestID: requestID)
    }

    func takeAlerts(
        _ notice: AlertmanagerNotice, by caller: Caller, requestID: String
    ) async throws -> AlertsTaken {
        try await alertService.take(notice, by: caller, requestID: requestID)
    }

    func alarmLoad() async -> AlarmLoad { await alertService.load }

    // MARK: Work

    func submitJob(_ request: JobRequest, by caller: Caller, requestID: String) async throws -> JobStatus {
        try await jobService.submit(request, by: caller, requestID: requestID)
    }

    func jobs(of caller: Caller) async throws -> [JobStatus] { try await jobService.list(of: caller) }

    func job(id: String, by caller: Caller) async throws -> JobStatus { try await jobService.job(id, by: caller) }

    func cancelJob(id: String, by caller: Caller, requestID: String) async throws -> JobStatus {
        try await jobService.cancel(id, by: caller, requestID: requestID)
    }

    func enrichLead(
        _ request: LeadEnrichmentRequest, by caller: Caller, requestID: String
    ) async throws -> LeadEnrichment {
        guard let enrichment else { throw Refusal(.degraded, "No upstream provider is configured") }
        return try await enrichment.enrich(request, requestID: requestID)
    }

    func recordOutcome(
        ofLead id: String, _ request: LeadOutcomeRequest, by caller: Caller, requestID: String
    ) async throws -> LeadOutcomeStatus {
        try await LeadOutcomes(ledger: ledger, registry: registry, clock: clock)
            .record(request.outcome, ofLead: id, by: caller, requestID: requestID)
    }

    // MARK: Access

    func tenants() async -> [TenantStatus] { await bus.snapshot().tenants }

    func reloadKeys(by caller: Caller, requestID: String) async throws -> KeyReload {
        certificate?.run()
        let result = try await access.reload(by: caller, requestID: requestID)
        await publishTenants()
        alertService.note(.keysReloaded(result, by: caller.name, at: clock.wall))
        return result
    }

    func reloadRules(by caller: Caller, requestID: String) async throws -> RuleReload {
        guard let rules else { throw Refusal(.overloaded, "The server has not started yet; try again soon") }
        func note(_ outcome: String) -> AuditNote {
            AuditNote(by: caller.name, "rules.reload", "rules", outcome: outcome, requestID: requestID)
        }
        let refusal = try await reloadScrapes(by: caller, requestID: requestID)
        let result: RuleReload
        do {
            result = try await rules.reload()
        } catch {
            try await ledger.commit(note("refused")) { _ in }
            throw refusal ?? error
        }
        try await ledger.commit(note("done")) { _ in }
        if let refusal { throw refusal }
        return result
    }

    /// Why the scrape configuration was not taken up; nil where it was. The rules are reloaded all the same.
    private func reloadScrapes(by caller: Caller, requestID: String) async throws -> (any Error)? {
        guard let scrapes else { return nil }
        var refusal: (any Error)?
        do { try await scrapes.reload() } catch { refusal = error }
        let outcome = refusal == nil ? "done" : "refused"
        let note = AuditNote(by: caller.name, "scrapes.reload", "scrapes", outcome: outcome, requestID: requestID)
        do { try await ledger.commit(note) { _ in } } catch { refusal = refusal ?? error }
        return refusal
    }

    func audit(limit: Int) async throws -> [AuditEntry] {
        try await ledger.database.read { try AuditRepository().newest(limit: limit, $0) }
    }

    func telemetryAccess() async throws -> TelemetryAccess {
        guard let broker = configuration.mqtt, let account = configuration.telemetryAccount else {
            throw Refusal(.resourceNotFound, "No read-only broker account is configured (MQTT_TELEMETRY_USERNAME)")
        }
        // The answer cannot say that TLS is wanted; a dashboard must not send the account in the clear.
        guard !broker.tls else {
            throw Refusal(.resourceNotFound, "The broker is reached over TLS; dashboards show the server's own view")
        }
        return TelemetryAccess(
            host: broker.host, port: broker.port, username: account.username, password: account.password.reveal(),
            site: configuration.site)
    }
}
