/// Bounds of the job queue.
public struct JobLimits: Equatable, Sendable {
    /// How many jobs may wait in all.
    public var length: Int
    /// How many of one tenant may wait.
    public var lengthPerTenant: Int
    /// How many jobs run at once in all.
    public var workers: Int
    /// How many of one tenant run at once.
    public var concurrency: Int
    /// How long a worker may be silent.
    public var lease: Duration
    /// How often a job is started at most.
    public var attempts: Int
    /// What a refused caller is told.
    public var retryAfterSeconds: Int

    /// Values below 1 count as 1; `lengthPerTenant` nil: no bound but `length`.
    public init(
        length: Int = 1000, lengthPerTenant: Int? = nil, workers: Int = 2, concurrency: Int = 2,
        lease: Duration = .seconds(30), attempts: Int = 3, retryAfterSeconds: Int = 60
    ) {
        self.length = max(1, length)
        self.lengthPerTenant = max(1, lengthPerTenant ?? self.length)
        self.workers = max(1, workers)
        self.concurrency = max(1, concurrency)
        self.lease = max(lease, .milliseconds(1))
        self.attempts = max(1, attempts)
        self.retryAfterSeconds = max(1, retryAfterSeconds)
    }
}

/// A job in the queue.
public struct QueuedJob: Equatable, Sendable {
    /// The job's id in storage.
    public var id: String
    /// Whose turn it takes.
    public var tenant: String
    /// When it was submitted.
    public var enqueuedAt: WallTime
    /// How often it was started.
    public var attempts: Int

    public init(id: String, tenant: String, enqueuedAt: WallTime, attempts: Int = 0) {
        self.id = id
        self.tenant = tenant
        self.enqueuedAt = enqueuedAt
        self.attempts = attempts
    }
}

/// The right to run one attempt of a job.
public struct JobLease: Equatable, Sendable {
    /// `job.attempts` numbers the attempt, from 1.
    public var job: QueuedJob
    /// When the worker counts as silent.
    public var expiresAt: MonotonicTime
}

/// What became of a job whose worker fell silent.
public enum JobExpiry: Equatable, Sendable {
    /// It waits again, first of its tenant.
    case requeued(QueuedJob)
    /// Its attempts are used up.
    case failed(QueuedJob)
}
