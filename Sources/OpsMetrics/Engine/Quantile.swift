import Foundation

/// Quantiles of plain values and of classic histograms, as `promql/quantile.go` computes them.
enum Quantile {
    /// A bucket: everything up to and including `upperBound`.
    struct Bucket {
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

    /// The quantile of a classic histogram, interpolated linearly within its bucket.
    static func ofBuckets(_ unsorted: [Bucket], _ quantile: Double) -> Double {
        if quantile.isNaN { return .nan }
        if quantile < 0 { return -.infinity }
        if quantile > 1 { return .infinity }
        let sorted = unsorted.sorted { $0.upperBound < $1.upperBound }
        guard sorted.last?.upperBound == .infinity else { return .nan }
        let buckets = monotonic(merged(sorted))
        guard buckets.count >= 2, let observations = buckets.last?.count, observations != 0 else { return .nan }
        let rank = quantile * observations
        let index = buckets.dropLast().firstIndex { $0.count >= rank } ?? buckets.count - 1
        if index == buckets.count - 1 { return buckets[buckets.count - 2].upperBound }
        if index == 0 && buckets[0].upperBound <= 0 { return buckets[0].upperBound }
        guard index > 0 else { return buckets[0].upperBound * (rank / buckets[0].count) }
        let below = buckets[index - 1]
        let inside = buckets[index].count - below.count
        return below.upperBound + (buckets[index].upperBound - below.upperBound) * ((rank - below.count) / inside)
    }

    /// The share of a classic histogram's observations above `lower` and up to `upper`, interpolated linearly within a
    /// bucket. The first bucket begins at 0 where its bound is positive, else at minus infinity.
    static func fraction(of unsorted: [Bucket], from lower: Double, to upper: Double) -> Double {
        let sorted = unsorted.sorted { $0.upperBound < $1.upperBound }
        guard sorted.last?.upperBound == .infinity else { return .nan }
        let buckets = monotonic(merged(sorted))
        guard buckets.count >= 2, let observations = buckets.last?.count, observations != 0,
            !lower.isNaN, !upper.isNaN
        else { return .nan }
        guard lower < upper else { return 0 }
        return (rank(of: upper, in: buckets) - rank(of: lower, in: buckets)) / observations
    }

    /// How many observations are at most `value`.
    private static func rank(of value: Double, in buckets: [Bucket]) -> Double {
        var below = 0.0
        var bound = (buckets.first?.upperBound ?? 0) > 0 ? 0 : -Double.infinity
        for bucket in buckets {
            if value <= bound { return below }
            if value < bucket.upperBound {
                guard bound.isFinite, bucket.upperBound.isFinite else { return bound.isFinite ? below : bucket.count }
                return below + (bucket.count - below) * ((value - bound) / (bucket.upperBound - bound))
            }
            (below, bound) = (bucket.count, bucket.upperBound)
        }
        return below
    }

    /// Buckets with equal bounds become one.
    private static func merged(_ sorted: [Bucket]) -> [Bucket] {
        var kept: [Bucket] = []
        for bucket in sorted {
            if let last = kept.last, last.upperBound == bucket.upperBound {
                kept[kept.count - 1].count += bucket.count
            } else {
                kept.append(bucket)
            }
        }
        return kept
    }

    /// Rates of single buckets may round apart, so that a bucket seems to hold less than the one below it; differences
    /// within 1e-12 of the sum are rounding, larger ones a scrape in the midst of an update. Both are levelled.
    private static func monotonic(_ buckets: [Bucket]) -> [Bucket] {
        var levelled = buckets
        guard var previous = buckets.first?.count else { return [] }
        for index in levelled.indices.dropFirst() {
            let current = levelled[index].count
            let isNear = abs(current - previous) < 1e-12 * (abs(current) + abs(previous))
            if current < previous || isNear && current != previous {
                levelled[index].count = previous
            } else {
                previous = current
            }
        }
        return levelled
    }
}
