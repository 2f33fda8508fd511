import OpsCore
import OpsStorage

/// The job queue. Who runs next is the queue policy's decision; this keeps what was decided.
public struct JobRepository: Sendable {
    /// Bytes that a job's result may have (CONTRACT row B5).
    public static let resultLimitBytes = 2_000_000

    /// Every column but the result, which may be large.
    static let columns =
        """
        id, tenant, kind, state, enqueued_at_ms, started_at_ms, ended_at_ms, attempts, input, error, lease_owner,
        lease_expires_ms
        """

    public init() {}

    /// Puts a new job at the end of the queue. Throws where the id is taken.
    public func insert(_ job: JobStatus, input: [String: String], _ connection: any SQLConnection) throws {
        let position = try CounterRepository().next("job_position", connection)
        try connection.execute(
            """
            INSERT INTO jobs (id, position, tenant, kind, state, enqueued_at_ms, attempts, input)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .text(job.id), .integer(position), .text(job.tenant), .text(job.kind), .text(job.state.rawValue),
                .integer(job.enqueuedAt.milliseconds), .integer(Int64(job.attempts)),
                .text(try StoredDocument.text(of: input)),
            ])
    }

    /// Stores the job's state, times, attempts, result and error. A final or queued job gives up its lease. Returns
    /// false where there is no such job.
    @discardableResult
    public func update(_ job: JobStatus, _ connection: any SQLConnection) throws -> Bool {
        try checkResult(job)
        let keepsLease = job.state == .running
        return try connection.execute(
            """
            UPDATE jobs SET state = ?, started_at_ms = ?, ended_at_ms = ?, attempts = ?, result = ?, error = ?
                \(keepsLease ? "" : ", lease_owner = NULL, lease_expires_ms = NULL")
            WHERE id = ?
            """, changes(job) + [.text(job.id)]) == 1
    }

    /// Like ``update(_:_:)``, but only while `owner` still holds the job's lease: false where the job was cancelled,
    /// or its lease ran out and somebody else took it.
    public func finish(_ job: JobStatus, leasedBy owner: String, _ connection: any SQLConnection) throws -> Bool {
        try checkResult(job)
        return try connection.execute(
            """
            UPDATE jobs SET state = ?, started_at_ms = ?, ended_at_ms = ?, attempts = ?, result = ?, error = ?,
                lease_owner = NULL, lease_expires_ms = NULL
            WHERE id = ? AND state = 'running' AND lease_owner = ?
            """, changes(job) + [.text(job.id), .text(owner)]) == 1
    }

    /// The job with its result; nil where there is none, or where it is another tenant's.
    public func find(id: String, tenant: String? = nil, _ connection: any SQLConnection) throws -> StoredJob? {
        let rows = try connection.query("SELECT \(Self.columns), result FROM jobs WHERE id = ?", [.text(id)])
        guard let job = try rows.first.map({ try StoredJob($0, withResult: true) }) else { return nil }
        return tenant == nil || tenant == job.status.tenant ? job : nil
    }

    /// A tenant's jobs (everybody's where nil), newest first, without their results.
    public func list(tenant: String?, limit: Int = 100, _ connection: any SQLConnection) throws -> [JobStatus] {
        let filter = tenant == nil ? "" : "WHERE tenant = ?"
        let arguments = (tenant.map { [SQLValue.text($0)] } ?? []) + [ListLimit.argument(limit)]
        return try connection.query(
            "SELECT \(Self.columns) FROM jobs \(filter) ORDER BY position DESC LIMIT ?", arguments
        ).map { try StoredJob($0).status }
    }

    /// How many jobs wait and run, a tenant each.
    public func counts(_ connection: any SQLConnection) throws -> JobCounts {
        let rows = try connection.query(
            """
            SELECT tenant, state, COUNT(*) AS jobs, MIN(enqueued_at_ms) AS oldest_ms FROM jobs
            WHERE state IN ('queued', 'running') GROUP BY tenant, state
            """)
        var counts = JobCounts()
        for row in rows {
            let tenant = try row.text("tenant")
            let jobs = Int(try row.integer("jobs"))
            guard try row.text("state") == JobState.queued.rawValue else {
                counts.tenants[tenant, default: .init()].running = jobs
                continue
            }
            counts.tenants[tenant, default: .init()].queued = jobs
            let oldest = WallTime(milliseconds: try row.integer("oldest_ms"))
            counts.oldestQueuedAt = min(counts.oldestQueuedAt ?? oldest, oldest)
        }
        return counts
    }

    /// Deletes up to `limit` jobs that ended before `time`, the oldest first; returns how many.
    @discardableResult
    public func expire(endedBefore time: WallTime, limit: Int = 500, _ connection: any SQLConnection) throws -> Int {
        try connection.execute(
            """
            DELETE FROM jobs WHERE id IN (
                SELECT id FROM jobs WHERE ended_at_ms < ? AND state IN ('succeeded', 'failed', 'cancelled')
                ORDER BY ended_at_ms LIMIT ?)
            """, [.integer(time.milliseconds), ListLimit.argument(limit)])
    }

    private func changes(_ job: JobStatus) -> [SQLValue] {
        [
            .text(job.state.rawValue), SQLValue(job.startedAt?.milliseconds), SQLValue(job.endedAt?.milliseconds),
            .integer(Int64(job.attempts)), SQLValue(job.result), SQLValue(job.error?.rawValue),
        ]
    }

    private func checkResult(_ job: JobStatus) throws {
        let size = job.result?.utf8.count ?? 0
        guard size <= Self.resultLimitBytes else {
            throw StorageError(
                .badValue, operation: "store the result of job \(job.id)",
                cause: "it has \(size) bytes, at most \(Self.resultLimitBytes) are kept")
        }
    }
}
