import OpsCore

/// A signal's history as a graph of a given width shows it: buckets of equal length, the newest last.
///
/// Buckets begin at multiples of their length, not at the newest point, so that the graph moves on by whole columns
/// and stands still in between.
struct GraphSeries: Equatable, Sendable {
    /// What a graph may show, seconds: lengths that a person reads at a glance.
    private static let windows: [Double] = [120, 300, 900, 3600, 14_400, 43_200, 86_400]

    /// A value stands for what follows it until the next one is overdue, in steps of the history.
    private static let heldSteps = 1.5

    private(set) var values: [Double?]
    let bucketSeconds: Double
    let spanSeconds: Double

    init(_ metrics: MetricsStatus, columns: Int, pane: PaneID, perCell: Int) {
        let count = max(1, columns * perCell)
        let step = metrics.stepSeconds.isFinite ? min(max(metrics.stepSeconds, 1), 3600) : 5
        spanSeconds = Self.window(metrics, stepSeconds: step)
        bucketSeconds = spanSeconds / Double(count)
        values = Array(repeating: nil, count: count)
        var held = values
        let newest = index(of: metrics.current.at)
        let reach = Int(step * Self.heldSteps / bucketSeconds)
        for point in metrics.history + [metrics.current] {
            let age = newest - index(of: point.at)
            guard age >= 0, age < count else { continue }
            let place = count - 1 - age
            let value = Self.value(of: point, pane)?.ifFinite
            for later in place..<min(place + reach + 1, count) { held[later] = value }
            for later in (place + reach + 1)..<max(count, place + reach + 1) { held[later] = nil }
            // The worst of a bucket: a peak must not vanish because the screen is narrow.
            if let value { values[place] = max(values[place] ?? -.infinity, value) }
        }
        for place in values.indices where values[place] == nil { values[place] = held[place] }
    }

    /// The shortest window that holds all there is, among those that hold enough points to be a curve and can be filled
    /// at all: the graph of a server that has just started is wide as well.
    private static func window(_ metrics: MetricsStatus, stepSeconds: Double) -> Double {
        let possible = windows.filter {
            $0 >= 24 * stepSeconds && $0 <= Double(MetricsStatus.historyLimit) * stepSeconds
        }
        let age = metrics.history.first.map { metrics.current.at.seconds(since: $0.at) } ?? 0
        return possible.first { $0 >= age } ?? possible.last ?? 900
    }

    private func index(of time: WallTime) -> Int {
        Int((Double(time.milliseconds) / 1000 / bucketSeconds).rounded(.down))
    }

    static func value(of point: MetricsPoint, _ pane: PaneID) -> Double? {
        switch pane {
        case .requestRate: point.requestRatePerSecond
        case .errorRatio: point.errorRatio
        case .latency: point.p95Ms
        case .queue: point.queueDepth
        default: nil
        }
    }
}
