/// What one query may cost, so that no expression can stop the server, and the defaults of the language.
public struct QueryLimits: Sendable, Hashable {
    /// How far back an instant selector looks for a sample.
    public var lookback: Duration = .seconds(300)
    /// Samples loaded, or made by subqueries, at most (16 bytes each).
    public var samples = 1_000_000
    /// Steps of a range query or a subquery at most, as in Prometheus.
    public var steps = 11_000
    /// Time a query may take.
    public var time: Duration = .seconds(10)
    /// The step of a subquery that names none, as Prometheus' global evaluation interval.
    public var subqueryStep: Duration = .seconds(60)

    /// The limits above.
    public init() {}
}
