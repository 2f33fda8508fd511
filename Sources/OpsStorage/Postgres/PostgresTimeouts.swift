/// How long Postgres is waited for.
public struct PostgresTimeouts: Sendable, Equatable {
    /// Until a connection stands. Resolving a host's name comes on top, as the system resolver bounds it.
    public var connect = Duration.seconds(5)
    /// One statement, by the server's own watch.
    public var statement = Duration.seconds(10)
    /// What the server may be late beyond ``statement`` before the connection counts as lost.
    public var grace = Duration.seconds(2)

    public init(
        connect: Duration = .seconds(5), statement: Duration = .seconds(10), grace: Duration = .seconds(2)
    ) {
        self.connect = connect
        self.statement = statement
        self.grace = grace
    }
}

extension Duration {
    /// Whole milliseconds, at least 1 and at most an hour: what the server's settings and poll() take.
    var boundedMilliseconds: Int {
        let parts = components
        let seconds = min(max(parts.seconds, 0), 3_600)
        let milliseconds = seconds * 1_000 + parts.attoseconds / 1_000_000_000_000_000
        return Int(min(max(milliseconds, 1), 3_600_000))
    }
}
