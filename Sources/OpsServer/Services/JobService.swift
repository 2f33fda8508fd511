import Foundation
import Logging
import OpsCore
import OpsMetrics
import OpsStorage

/// The job queue: stored before it is acknowledged, fair between tenants, taken up again after a restart.
actor JobService {
    /// What one attempt may take; less than its lease, so that a lease that ran out has no worker any more.
    static let attemptLimit = Duration.seconds(20)
    static let sweepEvery = Duration.seconds(30)
    static let resultLimitBytes = 1_000_000
    /// The longest pause between two attempts, in seconds.
    static let longestPauseSeconds = 30

    let ledger: Ledger
    let registry: MetricRegistry
    let clock: any OpsClock
    let logger: Logger
    let enrichment: EnrichmentService?
    let owner = UUID().uuidString.lowercased()
    var policy: JobQueuePolicy
    /// Jobs that are being stored for the first time.
    private var arriving: Set<String> = []
    /// Jobs that wait for their next attempt, not for their turn.
    var postponed: [String: Postponed] = [:]
    var workers: [String: Task<Void, Never>] = [:]
    /// The upstream call of each running job.
    var calls: [String: Task<LeadEnrichment, any Error>] = [:]
    var isStopping = false
    private let bus: EventBus
    /// False once storage held no waiting job that is not known here.
    private var mayHoldMore = true

    /// A job between two attempts.
    struct Postponed {
        var job: QueuedJob
        var waking: Task<Void, Never>
    }

    init(
        limits: JobLimits, ledger: Ledger, bus: EventBus, registry: MetricRegistry, clock: any OpsClock,
        logger: Logger, enrichment: EnrichmentService?
    ) {
        policy = JobQueuePolicy(limits: limits)
        self.ledger = ledger
        self.bus = bus
        self.registry = registry
        self.clock = clock
        self.logger = logger
        self.enrichment = enrichment
    }

    /// Takes up stored jobs and works until cancelled; then gives what runs back to storage.
    func run() async {
        while !Task.isCancelled {
            mayHoldMore = true
            await takeBackSilent()
            await takeUp()
            await pump()
            do { try await Task.sleep(for: Self.sweepEvery) } catch { break }
        }
        isStopping = true
        for job in postponed.values { job.waking.cancel() }
        for call in calls.values { call.cancel() }
        for worker in workers.values { await worker.value }
    }

    // MARK: Callers

    func submit(_ request: JobRequest, by caller: Caller, requestID: String = "") async throws -> JobStatus {
        guard request.kind == "enrich" else {
            throw Refusal(
                .validationFailed, "There is no job kind \(SafeText.clean(request.kind, limit: 40)); use enrich")
        }
        _ = try LeadQuery(Self.lead(request.input))
        let job = JobStatus(
            id: UUID().uuidString.lowercased(), kind: request.kind, tenant: caller.name, state: .queued,
            enqueuedAt: clock.wall)
        let place = QueuedJob(id: job.id, tenant: job.tenant, enqueuedAt: job.enqueuedAt)
        try checkRoom(for: place)
        // Its place counts from here on, its turn comes only once it is stored.
        arriving.insert(job.id)
        defer { arriving.remove(job.id) }
        let note = AuditNote(
            by: caller.name, "job.submit", "job/\(job.id)", outcome: "queued", requestID: requestID,
            details: ["kind": job.kind])
        try await ledger.commit(note) { try JobRepository().insert(job, input: request.input, $0) }
        policy.restore(place)
        await pump()
        return job
    }

    func list(of caller: Caller) async throws -> [JobStatus] {
        let tenant = Self.tenant(of: caller)
        return try await ledger.database.read { try JobRepository().list(tenant: tenant, $0) }
    }

    func job(_ id: String, by caller: Caller) async throws -> JobStatus {
        let tenant = Self.tenant(of: caller)
        guard let found = try await ledger.database.read({ try JobRepository().find(id: id, tenant: tenant, $0) })
        else {
            throw Self.unknown(id)
        }
        return found.status
    }

    /// Ends a job; one that has ended meanwhile stays as it ended.
    func cancel(_ id: String, by caller: Caller, requestID: String) async throws -> JobStatus {
        let (tenant, now) = (Self.tenant(of: caller), clock.wall)
        let note = AuditNote(by: caller.name, "job.cancel", "job/\(id)", outcome: "done", requestID: requestID)
        let status: JobStatus
        do {
            status = try await ledger.commit(note) { connection in
                guard var job = try JobRepository().find(id: id, tenant: tenant, connection)?.status else {
                    throw Self.unknown(id)
                }
                guard !job.state.isFinal else { throw AlreadyEnded(status: job) }
                job.state = .cancelled
                job.endedAt = now
                try JobRepository().update(job, connection)
                return job
            }
        } catch let ended as AlreadyEnded {
            return ended.status
        }
        _ = policy.cancel(id)
        postponed.removeValue(forKey: id)?.waking.cancel()
        calls[id]?.cancel()
        registry.increment("jobs_total", [("state", JobState.cancelled.rawValue)])
        await pump()
        return status
    }

    private struct AlreadyEnded: Error { var status: JobStatus }

    private static func unknown(_ id: String) -> Refusal {
        Refusal(.resourceNotFound, "There is no job \(SafeText.clean(id, limit: 64))")
    }

    /// The queue's bounds, jobs that arrive or wait for another attempt included.
    private func checkRoom(for job: QueuedJob) throws {
        let limits = policy.limits
        guard policy.depth + arriving.count + postponed.count < limits.length else {
            throw Refusal(
                .queueFull, "The job queue is full (\(limits.length) jobs).",
                retryAfterSeconds: limits.retryAfterSeconds)
        }
        // The policy's own bounds, a tenant's share among them, without taking the place yet.
        var trial = policy
        try trial.enqueue(job)
    }

    // MARK: Turns

    /// Starts whatever may run now.
    func pump() async {
        if policy.depth == 0, mayHoldMore { await takeUp() }
        while !isStopping, let lease = policy.next(at: clock.monotonic) {
            let id = lease.job.id
            // Not the trace of whoever happened to set it going.
            workers[id] = RequestTrace.$current.withValue(RequestTrace(requestID: id)) {
                Task { await self.work(lease) }
            }
        }
        await publish()
    }

    /// Takes up waiting jobs that storage holds and this server does not know: after a start, and those beyond what one
    /// look at storage brings.
    private func takeUp() async {
        do {
            let stored = try await ledger.database.read { try JobRepository().queued($0) }
            let before = policy.depth
            for job in stored where arriving.contains(job.status.id) == false && postponed[job.status.id] == nil {
                policy.restore(Self.queued(job))
            }
            mayHoldMore = policy.depth > before
        } catch {
            logger.error("stored jobs could not be read", metadata: ["error": "\(error)"])
        }
    }

    /// Takes back jobs whose worker fell silent: one of an earlier life of this server, or one of this life whose end
    /// could not be stored.
    private func takeBackSilent() async {
        do {
            let now = clock.wall
            let silent = try await ledger.database.read { try JobRepository().expiredLeases(at: now, $0) }
            for job in silent where workers[job.status.id] == nil { try await takeBack(job) }
        } catch {
            logger.error("silent jobs could not be taken back", metadata: ["error": "\(error)"])
        }
    }

    private func takeBack(_ job: StoredJob) async throws {
        let (id, owner) = (job.status.id, job.leaseOwner ?? "")
        guard job.status.attempts >= policy.limits.attempts else {
            _ = try await ledger.commit(nil) { try JobRepository().release(id: id, owner: owner, $0) }
            return
        }
        var ended = job.status
        ended.state = .failed
        ended.endedAt = clock.wall
        ended.error = .internalError
        let final = ended
        _ = try await ledger.commit(nil) { try JobRepository().finish(final, leasedBy: owner, $0) }
    }

    private func publish() async {
        var status = policy.status
        status.depth += postponed.count
        status.oldestEnqueuedAt =
            (postponed.values.map(\.job.enqueuedAt) + [status.oldestEnqueuedAt].compactMap(\.self)).min()
        registry.setGauge("job_queue_depth", [], Double(status.depth))
        registry.setGauge("jobs_running", [], Double(status.running))
        await bus.publishIfChanged(.queue(status))
    }

    private static func queued(_ job: StoredJob) -> QueuedJob {
        QueuedJob(
            id: job.status.id, tenant: job.status.tenant, enqueuedAt: job.status.enqueuedAt,
            attempts: job.status.attempts)
    }

    static func lead(_ input: [String: String]) -> LeadEnrichmentRequest {
        LeadEnrichmentRequest(domain: input["domain"], email: input["email"])
    }

    /// A tenant sees its own jobs; operators and viewers see all.
    private static func tenant(of caller: Caller) -> String? {
        (caller.role ?? .tenant) > .tenant ? nil : caller.name
    }
}
