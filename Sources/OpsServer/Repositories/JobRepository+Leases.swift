import OpsCore
import OpsStorage

extension JobRepository {
    /// The jobs that wait, in the order they came: at most `perTenant` of each tenant, so that one tenant's flood hides
    /// nobody else's jobs.
    public func queued(perTenant: Int = 20, limit: Int = 1_000, _ connection: any SQLConnection) throws -> [StoredJob] {
        try connection.query(
            """
            SELECT * FROM (
                SELECT \(Self.columns), position, ROW_NUMBER() OVER (PARTITION BY tenant ORDER BY position) AS turn
                FROM jobs WHERE state = 'queued') AS waiting
            WHERE turn <= ? ORDER BY position LIMIT ?
            """, [ListLimit.argument(perTenant), ListLimit.argument(limit)]
        ).map { try StoredJob($0) }
    }

    /// Gives a waiting job to `owner` and counts an attempt; false where it does not wait any more.
    public func lease(
        id: String, owner: String, until expiry: WallTime, at time: WallTime, _ connection: any SQLConnection
    )
        throws -> Bool
    {
        try connection.execute(
            """
            UPDATE jobs SET state = 'running', lease_owner = ?, lease_expires_ms = ?, attempts = attempts + 1,
                started_at_ms = COALESCE(started_at_ms, ?)
            WHERE id = ? AND state = 'queued'
            """, [.text(owner), .integer(expiry.milliseconds), .integer(time.milliseconds), .text(id)]) == 1
    }

    /// Extends a lease; false where `owner` does not hold it any more and must stop.
    public func renew(id: String, owner: String, until expiry: WallTime, _ connection: any SQLConnection) throws -> Bool
    {
        try connection.execute(
            "UPDATE jobs SET lease_expires_ms = ? WHERE id = ? AND state = 'running' AND lease_owner = ?",
            [.integer(expiry.milliseconds), .text(id), .text(owner)]) == 1
    }

    /// Gives a job back to its place in the queue; false where `owner` does not hold it.
    public func release(id: String, owner: String, _ connection: any SQLConnection) throws -> Bool {
        try connection.execute(
            """
            UPDATE jobs SET state = 'queued', lease_owner = NULL, lease_expires_ms = NULL
            WHERE id = ? AND state = 'running' AND lease_owner = ?
            """, [.text(id), .text(owner)]) == 1
    }

    /// The running jobs whose worker went silent, the longest silent first.
    public func expiredLeases(at time: WallTime, limit: Int = 100, _ connection: any SQLConnection) throws
        -> [StoredJob]
    {
        try connection.query(
            """
            SELECT \(Self.columns) FROM jobs WHERE state = 'running' AND lease_expires_ms < ?
            ORDER BY lease_expires_ms LIMIT ?
            """, [.integer(time.milliseconds), ListLimit.argument(limit)]
        ).map { try StoredJob($0) }
    }

    /// The running jobs, in the order they came.
    public func running(limit: Int = 1_000, _ connection: any SQLConnection) throws -> [StoredJob] {
        try connection.query(
            "SELECT \(Self.columns) FROM jobs WHERE state = 'running' ORDER BY position LIMIT ?",
            [ListLimit.argument(limit)]
        ).map { try StoredJob($0) }
    }
}
