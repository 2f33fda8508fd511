import OpsCore

/// A signal's history as a graph of a given width shows it: buckets of equal length, the newest last.
///
/// Buckets begin at multiples of their length, not at the newest point, so that the graph moves on by whole columns
/// and stands still in between.
struct GraphSeries: Equatable, Sendable {
    /// What a graph shows where the history is long enough, seconds.
    static let wantedSpanSeconds = 900.0

    var values: [Double?]
    var bucketSeconds: Double

    var spanSeconds: Double { bucketSeconds * Double(values.count) }

    init(_ metrics: MetricsStatus, columns: Int, pane: PaneID, perCell: Int) {
        let count = max(1, columns * perCell)
        let step = metrics.stepSeconds.isFinite ? min(max(metrics.stepSeconds, 1), 3600) : 5
        let span = min(Self.wantedSpanSeconds, step * Double(MetricsStatus.historyLimit))
        bucketSeconds = step * max(1, (span / step / Double(count)).rounded(.up))
        values = Array(repeating: nil, count: count)
        let length = max(1, Int64(bucketSeconds * 1000))
        let newest = metrics.current.at.milliseconds / length
        for point in metrics.history + [metrics.current] {
            let age = newest - point.at.milliseconds / length
            guard age >= 0, age < Int64(count), let value = Self.value(of: point, pane)?.ifFinite else { continue }
            let index = count - 1 - Int(age)
            // The worst of a bucket: a peak must not vanish because the screen is narrow.
            values[index] = max(values[index] ?? -.infinity, value)
        }
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
