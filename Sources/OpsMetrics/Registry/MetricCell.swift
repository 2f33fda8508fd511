/// The state of one series of a family, or of one histogram with all its buckets.
///
/// Unchecked because the family's lock guards it: only `MetricFamily` touches its variables, inside the lock.
final class MetricCell: @unchecked Sendable {
    /// The series that this cell yields: itself, or for a histogram each bucket, then `_sum`, then `_count`.
    let series: [Labels]
    /// The value, or the sum of a histogram's observations.
    var value = 0.0
    /// Observations in each bucket, not cumulated; the last is +Inf. Empty where this is no histogram.
    var counts: [UInt64]

    /// A counter's or gauge's cell.
    init(labels: Labels) {
        series = [labels]
        counts = []
    }

    /// A histogram's cell.
    init(name: String, labels: Labels, bounds: [Double]) {
        let nameLabel = Labels.nameLabel
        let bucket = labels.setting(nameLabel, to: name + "_bucket")
        let limits = bounds.map(Exposition.number) + ["+Inf"]
        series =
            limits.map { bucket.setting("le", to: $0) } + [
                labels.setting(nameLabel, to: name + "_sum"), labels.setting(nameLabel, to: name + "_count"),
            ]
        counts = [UInt64](repeating: 0, count: limits.count)
    }

    /// Hands each series with its value to `body`, buckets cumulated.
    func forEachSample(_ body: (Labels, Double) -> Void) {
        guard !counts.isEmpty else { return body(series[0], value) }
        var total: UInt64 = 0
        for (index, count) in counts.enumerated() {
            total += count
            body(series[index], Double(total))
        }
        body(series[counts.count], value)
        body(series[counts.count + 1], Double(total))
    }
}
