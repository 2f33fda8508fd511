import Foundation
import Logging
import OpsCore
import OpsMetrics
import OpsStorage

/// The job queue: stored before it is acknowledged, fair between tenants, taken up again after a restart.
actor JobService {
    /// What one attempt may take.
    static let attemptLimit = Duration.seconds(20)
    static let sweepEvery = Duration.seconds(30)
    static let resultLimitBytes = 1_000_000

    private let ledger: Ledger
    private let bus: EventBus
    private let registry: MetricRegistry
    private let clock: any OpsClock
    private let logger: Logger
    private let enrichment: EnrichmentService?
    private let owner = UUID().uuidString.lowercased()
    private var policy: JobQueuePolicy
    /// Jobs that wait for their next attempt, not for their turn.
    private var postponed: Set<String> = []
    private var tasks: [String: Task<Void, Never>] = [:]
    private var stopping = false

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

    /// Takes up stored jobs, then works until cancelled.
    func run() async {
        do {
            for job in try await ledger.database.read({ try JobRepository().queued($0) }) { policy.restore(Self.queued(job)) }
        } catch {
            logger.error("stored jobs could not be read", metadata: ["error": "\(error)"])
        }
        while !Task.isCancelled {
            await sweep()
            await pump()
            do { try await Task.sleep(for: Self.sweepEvery) } catch { break }
        }
        stopping = true
        for task in tasks.values { task.cancel() }
    }

    func submit(_ request: JobRequest, by caller: Caller) async throws -> JobStatus {
        guard request.kind == "enrich" else {
            throw Refusal(.validationFailed, "There is no job kind \(SafeText.clean(request.kind, limit: 40)); use enrich")
        }
        _ = try LeadQuery(Self.lead(request.input))
        let job = JobStatus(
            id: UUID().uuidString.lowercased(), kind: request.kind, tenant: caller.name, state: .queued,
            enqueuedAt: clock.wall)
        // In the queue first, so that its limit counts jobs that are still being stored.
        try policy.enqueue(QueuedJob(id: job.id, tenant: job.tenant, enqueuedAt: job.enqueuedAt))
        do {
            try await ledger.commit(nil) { try JobRepository().insert(job, input: request.input, $0) }
        } catch {
            _ = policy.cancel(job.id)
            throw error
        }
        await pump()
        return job
    }

    func list(of caller: Caller) async throws -> [JobStatus] {
        let tenant = Self.tenant(of: caller)
        return try await ledger.database.read { try JobRepository().list(tenant: tenant, $0) }
    }

    func job(_ id: String, by caller: Caller) async throws -> JobStatus {
        let tenant = Self.tenant(of: caller)
        guard let found = try await ledger.database.read({ try JobRepository().find(id: id, tenant: tenant, $0) }) else {
            throw Refusal(.resourceNotFound, "There is no job \(SafeText.clean(id, limit: 64))")
        }
        return found.status
    }

    func cancel(_ id: String, by caller: Caller, requestID: String) async throws -> JobStatus {
        var status = try await job(id, by: caller)
        guard !status.state.isFinal else { return status }
        status.state = .cancelled
        status.endedAt = clock.wall
        let ended = status
        let note = AuditNote(by: caller.name, "job.cancel", "job/\(id)", outcome: "done", requestID: requestID)
        try await ledger.commit(note) { _ = try JobRepository().update(ended, $0) }
        _ = policy.cancel(id)
        tasks[id]?.cancel()
        await publish()
        return status
    }

    // MARK: Working

    /// Starts whatever may run now.
    private func pump() async {
        while !stopping, let lease = policy.next(at: clock.monotonic) {
            tasks[lease.job.id] = Task { await work(lease) }
        }
        await publish()
    }

    private func work(_ lease: JobLease) async {
        let id = lease.job.id
        do {
            let until = clock.wall.advanced(seconds: policy.limits.lease / .seconds(1))
            let (now, owner) = (clock.wall, owner)
            let stored = try await ledger.database.write { connection -> StoredJob? in
                guard try JobRepository().lease(id: id, owner: owner, until: until, at: now, connection) else { return nil }
                return try JobRepository().find(id: id, connection)
            }
            if let stored { await attempt(stored, lease) } else { _ = policy.finish(id, attempt: lease.job.attempts) }
        } catch {
            logger.error("a job could not be started", metadata: ["job": "\(id)", "error": "\(error)"])
            postpone(lease, for: .seconds(5))
        }
        tasks[id] = nil
        await pump()
    }

    private func attempt(_ stored: StoredJob, _ lease: JobLease) async {
        do {
            guard let enrichment else { throw Refusal(.degraded, "No upstream provider is configured") }
            let answer = try await enrichment.enrich(Self.lead(stored.input), requestID: stored.status.id)
            let json = String(decoding: try OpsJSON.encoder().encode(answer), as: UTF8.self)
            await finish(stored.status, lease, .succeeded, result: json, error: nil)
        } catch {
            let refusal = error as? Refusal ?? Refusal(.internalError, "The job failed")
            guard !stopping, refusal.retryAfterSeconds != nil, lease.job.attempts < policy.limits.attempts else {
                return await finish(stored.status, lease, .failed, result: nil, error: refusal.code)
            }
            let owner = owner
            _ = try? await ledger.commit(nil) { try JobRepository().release(id: stored.status.id, owner: owner, $0) }
            postpone(lease, for: .seconds(min(refusal.retryAfterSeconds ?? 5, 30)))
        }
    }

    private func finish(
        _ job: JobStatus, _ lease: JobLease, _ state: JobState, result: String?, error: ProblemCode?
    ) async {
        guard policy.finish(job.id, attempt: lease.job.attempts) else { return }
        var ended = job
        ended.state = state
        ended.endedAt = clock.wall
        ended.result = (result?.utf8.count ?? 0) > Self.resultLimitBytes ? nil : result
        ended.error = error
        let (final, owner) = (ended, owner)
        do {
            _ = try await ledger.commit(nil) { try JobRepository().finish(final, leasedBy: owner, $0) }
        } catch {
            // The lease runs out and the job runs again; its work only reads.
            logger.error("a job's end could not be stored", metadata: ["job": "\(job.id)", "error": "\(error)"])
        }
        registry.increment("jobs_total", [("state", state.rawValue)])
    }

    /// Back into the queue after a pause; the job is stored as queued meanwhile.
    private func postpone(_ lease: JobLease, for pause: Duration) {
        guard policy.finish(lease.job.id, attempt: lease.job.attempts) else { return }
        postponed.insert(lease.job.id)
        Task {
            try? await Task.sleep(for: pause)
            await resume(lease.job)
        }
    }

    private func resume(_ job: QueuedJob) async {
        postponed.remove(job.id)
        policy.restore(job)
        await pump()
    }

    /// Takes back jobs whose worker, perhaps in an earlier life of this server, fell silent.
    private func sweep() async {
        do {
            let now = clock.wall
            let expired = try await ledger.database.read { try JobRepository().expiredLeases(at: now, $0) }
            for job in expired where job.leaseOwner != owner {
                let id = job.status.id
                _ = try await ledger.commit(nil) { try JobRepository().release(id: id, owner: job.leaseOwner ?? "", $0) }
                policy.restore(Self.queued(job))
            }
        } catch {
            logger.error("silent jobs could not be taken back", metadata: ["error": "\(error)"])
        }
    }

    private func publish() async {
        var status = policy.status
        status.depth += postponed.count
        registry.setGauge("job_queue_depth", [], Double(status.depth))
        registry.setGauge("jobs_running", [], Double(status.running))
        await bus.publishIfChanged(.queue(status))
    }

    private static func queued(_ job: StoredJob) -> QueuedJob {
        QueuedJob(
            id: job.status.id, tenant: job.status.tenant, enqueuedAt: job.status.enqueuedAt,
            attempts: job.status.attempts)
    }

    private static func lead(_ input: [String: String]) -> LeadEnrichmentRequest {
        LeadEnrichmentRequest(domain: input["domain"], email: input["email"])
    }

    /// A tenant sees its own jobs; operators and viewers see all.
    private static func tenant(of caller: Caller) -> String? {
        (caller.role ?? .tenant) > .tenant ? nil : caller.name
    }
}
