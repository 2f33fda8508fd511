/// The bounds of this room.
public enum StorageLimits {
    /// Rows that one statement may return; more is an error, never a silent cut.
    public static let rows = 50_000
    /// Transactions that may wait or run at once for one database; more are refused at once.
    public static let pending = 1_024
    /// How long SQLite waits for another process' transaction, and Postgres for the write lock.
    public static let lockWaitSeconds = 5
    /// How long a transaction may wait for its turn in this process before it is given up unbegun.
    public static let queueWait = Duration.seconds(10)
}
