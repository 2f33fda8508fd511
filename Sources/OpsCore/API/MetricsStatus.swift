/// The four signals at one time. A value that is not known is nil, never 0.
public struct MetricsPoint: Codable, Equatable, Sendable {
    public var at: WallTime
    public var requestRatePerSecond: Double?
    /// 0 … 1.
    public var errorRatio: Double?
    public var p95Ms: Double?
    public var queueDepth: Double?

    public init(at: WallTime) { self.at = at }
}

/// The four signals: now, their limits, and one screen-width of history.
public struct MetricsStatus: Codable, Equatable, Sendable {
    /// A graph shows at most this many points.
    public static let historyLimit = 240

    public var current: MetricsPoint
    /// Oldest first, `stepSeconds` apart, at most ``historyLimit``.
    public var history: [MetricsPoint] = []
    public var stepSeconds: Double = 5
    public var errorRatioLimit: Double?
    public var p95LimitMs: Double?
    /// The rate window of the panes' queries, as PromQL writes it: `1m`.
    public var window: String = "1m"

    public init(current: MetricsPoint) { self.current = current }

    /// Takes in a newer point: it becomes current, and joins the history once a step has passed.
    public mutating func advance(to point: MetricsPoint) {
        current = point
        if let last = history.last, point.at.seconds(since: last.at) < stepSeconds { return }
        history.append(point)
        if history.count > Self.historyLimit { history.removeFirst(history.count - Self.historyLimit) }
    }
}
