/// The state of one series of a family, or of one histogram with all its buckets.
///
/// Unchecked because the family's lock guards it: only `MetricFamily` touches its variables, inside the lock.
final class MetricCell: @unchecked Sendable {
    /// The series that this cell yields: itself, or for a histogram each bucket, then `_sum`, then `_count`.
    let series: [Labels]
    /// The value, or the sum of a histogram's observations.
    var value = 0.0
    /// Observations in each bucket, not cumulated; the last is +Inf. Empty where this is no classic histogram.
    var counts: [UInt64]
    /// The buckets of an exponential histogram, with the bounds that text shows.
    var exponential: ExponentialHistogram?
    private let bounds: [Double]
    /// When counting began, in seconds since 1970.
    var createdSeconds = RegistryClock.seconds()
    private var kept = KeptExemplars()

    /// A counter's or gauge's cell.
    init(labels: Labels) {
        series = [labels]
        counts = []
        bounds = []
    }

    /// A histogram's cell, classic or exponential.
    init(name: String, labels: Labels, bounds: [Double], exponential: ExponentialHistogram? = nil) {
        let nameLabel = Labels.nameLabel
        let bucket = labels.setting(nameLabel, to: name + "_bucket")
        let limits = bounds.map(Exposition.number) + ["+Inf"]
        series =
            limits.map { bucket.setting("le", to: $0) } + [
                labels.setting(nameLabel, to: name + "_sum"), labels.setting(nameLabel, to: name + "_count"),
            ]
        counts = exponential == nil ? [UInt64](repeating: 0, count: limits.count) : []
        self.exponential = exponential
        self.bounds = bounds
    }

    /// Counts an observation, in the bucket that the caller has found for a classic histogram.
    func observe(_ observed: Double, bucket: Int) {
        value += observed
        if counts.isEmpty { exponential?.observe(observed) } else { counts[bucket] &+= 1 }
    }

    /// The exemplars by the index of their series.
    var exemplars: [Int: RecordedExemplar] { kept.byIndex }

    /// Keeps an exemplar of a series where it has none since the cell was last read. One that is too long is not kept.
    func record(_ label: (name: String, value: String), observed: Double, at index: Int) {
        guard kept.wants(index), let exemplar = RecordedExemplar(label, observed: observed) else { return }
        kept.keep(exemplar, at: index, of: series.count)
    }

    /// Begins anew.
    func reset() {
        value = 0
        createdSeconds = RegistryClock.seconds()
    }

    /// Hands each series with its value to `body`, buckets cumulated.
    func forEachSample(_ body: (Labels, Double) -> Void) {
        kept.noteReading()
        if let exponential { return forEachExponential(exponential, body) }
        guard !counts.isEmpty else { return body(series[0], value) }
        var total: UInt64 = 0
        for (index, count) in counts.enumerated() {
            total &+= count
            body(series[index], Double(total))
        }
        body(series[counts.count], value)
        body(series[counts.count + 1], Double(total))
    }

    private func forEachExponential(_ histogram: ExponentialHistogram, _ body: (Labels, Double) -> Void) {
        for (index, bound) in bounds.enumerated() { body(series[index], Double(histogram.count(upTo: bound))) }
        body(series[bounds.count], Double(histogram.count))
        body(series[bounds.count + 1], value)
        body(series[bounds.count + 2], Double(histogram.count))
    }
}
