/// Decides which job runs next and who may put one into the queue.
///
/// Tenants take turns, each tenant's jobs in their order, at most `concurrency` of a tenant's at once. A running job is
/// leased: its worker renews the lease; one that expires goes back to the head of its tenant's queue until its attempts
/// are used up, then it failed. Holds ids alone; the jobs themselves are in storage, from which it is restored.
public struct JobQueuePolicy: Equatable, Sendable {
    /// The bounds in force.
    public let limits: JobLimits
    private var tenants: [String: TenantQueue] = [:]
    /// Tenants with queued jobs, next to be served first.
    private var turn: [String] = []
    private var leases: [String: JobLease] = [:]
    private var owners: [String: String] = [:]

    struct TenantQueue: Equatable, Sendable {
        var queued: [QueuedJob] = []
        var running = 0
    }

    public init(limits: JobLimits = JobLimits()) { self.limits = limits }

    /// How many jobs wait.
    public private(set) var depth = 0
    /// How many run.
    public var running: Int { leases.count }

    /// Puts a job at the end of its tenant's queue. An id that is queued or runs already changes nothing. Throws
    /// `QUEUE_FULL`, with when to try again, where the queue or the tenant's share of it is full.
    public mutating func enqueue(_ job: QueuedJob) throws(Refusal) {
        guard owners[job.id] == nil else { return }
        guard depth < limits.length else { throw full("The job queue is full (\(limits.length) jobs).") }
        guard (tenants[job.tenant]?.queued.count ?? 0) < limits.lengthPerTenant else {
            throw full("This tenant has \(limits.lengthPerTenant) jobs waiting, which is its share of the queue.")
        }
        insert(job, atHead: false)
    }

    /// Takes up a job found in storage at start, whatever the limits.
    public mutating func restore(_ job: QueuedJob) {
        if owners[job.id] == nil { insert(job, atHead: false) }
    }

    /// The next job, leased until ``JobLimits/lease`` from `now`; nil where none may run.
    public mutating func next(at now: MonotonicTime) -> JobLease? {
        guard leases.count < limits.workers else { return nil }
        guard let place = turn.firstIndex(where: { (tenants[$0]?.running ?? 0) < limits.concurrency }) else {
            return nil
        }
        let tenant = turn.remove(at: place)
        guard var queue = tenants[tenant], !queue.queued.isEmpty else { return nil }
        var job = queue.queued.removeFirst()
        job.attempts += 1
        queue.running += 1
        tenants[tenant] = queue
        if !queue.queued.isEmpty { turn.append(tenant) }
        depth -= 1
        let lease = JobLease(job: job, expiresAt: now.advanced(by: limits.lease))
        leases[job.id] = lease
        return lease
    }

    /// Prolongs a running job's lease; false where it has none any more and its worker must stop.
    public mutating func renew(_ id: String, attempt: Int, at now: MonotonicTime) -> Bool {
        guard leases[id]?.job.attempts == attempt else { return false }
        leases[id]?.expiresAt = now.advanced(by: limits.lease)
        return true
    }

    /// A job ended. False where that attempt no longer holds the lease: its outcome must not be stored.
    public mutating func finish(_ id: String, attempt: Int) -> Bool {
        guard let lease = leases[id], lease.job.attempts == attempt else { return false }
        release(lease)
        owners[id] = nil
        return true
    }

    /// Takes a job out, waiting or running. Returns what it was doing; nil for an unknown one.
    public mutating func cancel(_ id: String) -> JobState? {
        guard let tenant = owners[id] else { return nil }
        owners[id] = nil
        if let lease = leases[id] {
            release(lease)
            return .running
        }
        tenants[tenant]?.queued.removeAll { $0.id == id }
        depth -= 1
        if tenants[tenant]?.queued.isEmpty ?? true { turn.removeAll { $0 == tenant } }
        dropIfIdle(tenant)
        return .queued
    }

    /// Takes back leases that are over at `now`.
    public mutating func expire(at now: MonotonicTime) -> [JobExpiry] {
        let over = leases.values.filter { $0.expiresAt <= now }.sorted { $0.job.id < $1.job.id }
        return over.map { lease in
            release(lease)
            guard lease.job.attempts < limits.attempts else {
                owners[lease.job.id] = nil
                return .failed(lease.job)
            }
            insert(lease.job, atHead: true)
            return .requeued(lease.job)
        }
    }

    /// When the first lease is over; nil where nothing runs.
    public var nextExpiry: MonotonicTime? { leases.values.map(\.expiresAt).min() }

    /// For the pane.
    public var status: QueueStatus {
        var status = QueueStatus()
        status.depth = depth
        status.limit = limits.length
        status.running = running
        status.oldestEnqueuedAt = tenants.values.compactMap(\.queued.first?.enqueuedAt).min()
        return status
    }

    private mutating func insert(_ job: QueuedJob, atHead: Bool) {
        var queue = tenants[job.tenant] ?? TenantQueue()
        if queue.queued.isEmpty { turn.append(job.tenant) }
        queue.queued.insert(job, at: atHead ? 0 : queue.queued.count)
        tenants[job.tenant] = queue
        owners[job.id] = job.tenant
        depth += 1
    }

    private mutating func release(_ lease: JobLease) {
        leases[lease.job.id] = nil
        tenants[lease.job.tenant]?.running -= 1
        dropIfIdle(lease.job.tenant)
    }

    private mutating func dropIfIdle(_ tenant: String) {
        if let queue = tenants[tenant], queue.queued.isEmpty, queue.running == 0 { tenants[tenant] = nil }
    }

    private func full(_ detail: String) -> Refusal {
        Refusal(.queueFull, detail, retryAfterSeconds: limits.retryAfterSeconds)
    }
}
