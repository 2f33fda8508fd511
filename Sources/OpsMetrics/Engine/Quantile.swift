/// Quantiles of plain values, as Prometheus computes them (promql/quantile.go).
enum Quantile {
    /// A bucket of a classic histogram: everything up to and including `upperBound`.
    struct Bucket: Sendable, Hashable {
        let upperBound: Double
        var count: Double
    }

    /// The quantile of values, interpolated between neighbours. NaN counts as smallest.
    static func of(_ values: [Double], _ quantile: Double) -> Double {
        guard !values.isEmpty, !quantile.isNaN else { return .nan }
        if quantile < 0 { return -.infinity }
        if quantile > 1 { return .infinity }
        let sorted = values.sorted { $0 < $1 || $0.isNaN && !$1.isNaN }
        let rank = quantile * Double(sorted.count - 1)
        let lower = max(0, Int(rank.rounded(.down)))
        let upper = min(sorted.count - 1, lower + 1)
        let weight = rank - rank.rounded(.down)
        return sorted[lower] * (1 - weight) + sorted[upper] * weight
    }

    /// The quantile of a classic histogram whose buckets come in any order.
    static func ofBuckets(_ unsorted: [Bucket], _ quantile: Double) -> Double {
        var buckets = unsorted
        return ClassicHistogram.quantile(&buckets, isSorted: false, quantile).value
    }

    /// The share of a classic histogram's observations between two values; its buckets come in any order.
    static func fraction(of unsorted: [Bucket], from lower: Double, to upper: Double) -> Double {
        var buckets = unsorted
        return ClassicHistogram.fraction(&buckets, isSorted: false, from: lower, to: upper)
    }
}
