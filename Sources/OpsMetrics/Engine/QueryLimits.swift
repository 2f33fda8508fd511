/// What one query may cost, so that no expression can stop the server, and the defaults of the language.
public struct QueryLimits: Sendable, Hashable {
    /// How far back an instant selector looks for a sample.
    public var lookback: Duration = .seconds(300)
    /// Values of one vector at most, counting each series at each time (8 bytes each), and samples of one series.
    public var samples = 2_000_000
    /// Steps of a range query at most, as in Prometheus.
    public var steps = 11_000
    /// Time a query may take.
    public var time: Duration = .seconds(10)
    /// The step of a subquery that names none, as Prometheus' global evaluation interval.
    public var subqueryStep: Duration = .seconds(60)

    /// The limits above.
    public init() {}
}
