/// Quantiles and shares of classic histograms, as Prometheus 3 computes them (promql/quantile.go).
enum ClassicHistogram {
    /// Counts that had to be raised so that no bucket holds less than the one below it.
    struct Levelling: Sendable, Hashable {
        /// The lowest and highest bound of the buckets raised.
        var lowest = Double.infinity
        var highest = -Double.infinity
        /// The largest rise.
        var largest = 0.0
    }

    /// The quantile, interpolated linearly within its bucket.
    ///
    /// NaN without a bucket `+Inf`, with fewer than two buckets, without observations; infinite where the quantile lies
    /// outside of 0…1. The first bucket begins at 0, or where its bound is not positive, is only that bound.
    ///
    /// - Parameters:
    ///   - buckets: At least one; sorted, merged and levelled in place.
    ///   - isSorted: Whether they ascend in their bounds already.
    static func quantile(
        _ buckets: inout [Quantile.Bucket], isSorted: Bool, _ quantile: Double
    ) -> (value: Double, levelling: Levelling?) {
        if quantile.isNaN { return (.nan, nil) }
        if quantile < 0 { return (-.infinity, nil) }
        if quantile > 1 { return (.infinity, nil) }
        arrange(&buckets, isSorted: isSorted)
        guard let highest = buckets.last, highest.upperBound == .infinity else { return (.nan, nil) }
        let levelling = level(&buckets)
        guard buckets.count >= 2 else { return (.nan, levelling) }
        let observations = buckets[buckets.count - 1].count
        guard observations != 0 else { return (.nan, levelling) }
        let rank = quantile * observations
        let index = bucket(reaching: rank, in: buckets)
        return (value(rank, in: buckets, index), levelling)
    }

    /// The share of observations above `lower` and up to `upper`, interpolated linearly within a bucket.
    ///
    /// NaN without a bucket `+Inf`, without observations and where a limit is NaN. What is in a bucket without a finite
    /// lower bound counts as being there at once; nothing is in the last bucket's inside.
    static func fraction(
        _ buckets: inout [Quantile.Bucket], isSorted: Bool, from lower: Double, to upper: Double
    ) -> Double {
        arrange(&buckets, isSorted: isSorted)
        guard let highest = buckets.last, highest.upperBound == .infinity else { return .nan }
        guard highest.count != 0, !lower.isNaN, !upper.isNaN else { return .nan }
        guard lower < upper else { return 0 }
        return (rank(of: upper, in: buckets) - rank(of: lower, in: buckets)) / highest.count
    }

    /// Sorts, and makes one of buckets with the same bound (`le="1"` and `le="1.0"`).
    private static func arrange(_ buckets: inout [Quantile.Bucket], isSorted: Bool) {
        if !isSorted { buckets.sort { $0.upperBound < $1.upperBound } }
        var kept = 0
        for index in buckets.indices.dropFirst() {
            if buckets[index].upperBound == buckets[kept].upperBound {
                buckets[kept].count += buckets[index].count
            } else {
                kept += 1
                buckets[kept] = buckets[index]
            }
        }
        if !buckets.isEmpty { buckets.removeLast(buckets.count - kept - 1) }
    }

    /// Rates of single buckets may round apart, so that a bucket seems to hold less than the one below it; differences
    /// within 1e-12 of the sum are rounding, larger ones a scrape in the midst of an update. Both are levelled, the larger
    /// ones are told.
    private static func level(_ buckets: inout [Quantile.Bucket]) -> Levelling? {
        var levelling: Levelling?
        guard var previous = buckets.first?.count else { return nil }
        for index in buckets.indices.dropFirst() {
            let current = buckets[index].count
            if current == previous { continue }
            if isNear(previous, current) {
                buckets[index].count = previous
            } else if current < previous {
                buckets[index].count = previous
                var noted = levelling ?? Levelling()
                noted.lowest = min(noted.lowest, buckets[index].upperBound)
                noted.highest = max(noted.highest, buckets[index].upperBound)
                noted.largest = max(noted.largest, previous - current)
                levelling = noted
            } else {
                previous = current
            }
        }
        return levelling
    }

    private static func isNear(_ left: Double, _ right: Double) -> Bool {
        let tolerance = 1e-12
        if left.isNaN && right.isNaN { return true }
        let (sum, difference) = (abs(left) + abs(right), abs(left - right))
        if left == 0 || right == 0 || sum < .leastNormalMagnitude {
            return difference < tolerance * .leastNormalMagnitude
        }
        return difference / min(sum, .greatestFiniteMagnitude) < tolerance
    }

    /// The first bucket that holds as many, found by halving; the last one where none does.
    private static func bucket(reaching rank: Double, in buckets: [Quantile.Bucket]) -> Int {
        var (low, high) = (0, buckets.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if buckets[middle].count >= rank { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private static func value(_ rank: Double, in buckets: [Quantile.Bucket], _ index: Int) -> Double {
        if index == buckets.count - 1 { return buckets[buckets.count - 2].upperBound }
        let end = buckets[index].upperBound
        guard index > 0 else { return end <= 0 ? end : end * (rank / buckets[0].count) }
        let below = buckets[index - 1]
        return below.upperBound
            + (end - below.upperBound) * ((rank - below.count) / (buckets[index].count - below.count))
    }

    /// How many observations are at most `value`.
    private static func rank(of value: Double, in buckets: [Quantile.Bucket]) -> Double {
        var below = 0.0
        var bound = buckets[0].upperBound > 0 ? 0 : -Double.infinity
        let all = buckets[buckets.count - 1].count
        for bucket in buckets {
            if bound >= value { return min(below, all) }
            if bucket.upperBound > value {
                guard bound != -.infinity else { return min(bucket.count, all) }
                let inside = (bucket.count - below) * (value - bound) / (bucket.upperBound - bound)
                return min(below + inside, all)
            }
            (below, bound) = (bucket.count, bucket.upperBound)
        }
        return all
    }
}
