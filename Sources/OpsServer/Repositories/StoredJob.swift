import OpsCore
import OpsStorage

/// A job as the queue keeps it: its public status, and what only a worker needs.
public struct StoredJob: Equatable, Sendable {
    /// What its tenant sees.
    public var status: JobStatus
    /// What the job was submitted with.
    public var input: [String: String]
    /// Which worker runs it; nil where none does.
    public var leaseOwner: String?
    /// When that worker must have renewed its lease.
    public var leaseExpiresAt: WallTime?

    init(_ row: SQLRow, withResult: Bool = false) throws {
        let state = try row.text("state")
        guard let state = JobState(rawValue: state) else {
            throw StorageError(.badValue, operation: "read column state", cause: "it holds no state of a job")
        }
        status = JobStatus(
            id: try row.text("id"), kind: try row.text("kind"), tenant: try row.text("tenant"), state: state,
            enqueuedAt: WallTime(milliseconds: try row.integer("enqueued_at_ms")))
        status.startedAt = try row.optionalInteger("started_at_ms").map(WallTime.init(milliseconds:))
        status.endedAt = try row.optionalInteger("ended_at_ms").map(WallTime.init(milliseconds:))
        status.attempts = Int(try row.integer("attempts"))
        status.error = try row.optionalText("error").flatMap(ProblemCode.init(rawValue:))
        status.result = withResult ? try row.optionalText("result") : nil
        input = try StoredDocument.value([String: String].self, from: row, column: "input")
        leaseOwner = try row.optionalText("lease_owner")
        leaseExpiresAt = try row.optionalInteger("lease_expires_ms").map(WallTime.init(milliseconds:))
    }
}
