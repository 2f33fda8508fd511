/// A sum that keeps what rounding loses: Neumaier's variant of Kahan's summation, as Prometheus uses it.
struct CompensatedSum {
    private(set) var sum = 0.0
    private(set) var lost = 0.0

    var total: Double { sum.isInfinite ? sum : sum + lost }

    mutating func add(_ value: Double) {
        let next = sum + value
        if next.isInfinite {
            lost = 0
        } else if abs(sum) >= abs(value) {
            lost += (sum - next) + value
        } else {
            lost += (value - next) + sum
        }
        sum = next
    }

    static func sum(_ values: some Sequence<Double>) -> Double {
        var sum = CompensatedSum()
        for value in values { sum.add(value) }
        return sum.total
    }

    /// The mean; where the sum would overflow, built up by increments. An infinite value stays infinite.
    static func mean(_ values: some Collection<Double>) -> Double {
        var sum = CompensatedSum()
        for value in values { sum.add(value) }
        let count = Double(values.count)
        guard sum.sum.isInfinite, !values.contains(where: \.isInfinite) else {
            return sum.sum.isInfinite ? sum.sum : sum.sum / count + sum.lost / count
        }
        var mean = 0.0
        for (index, value) in values.enumerated() { mean += value / Double(index + 1) - mean / Double(index + 1) }
        return mean
    }

    /// The population's variance (Welford's method).
    static func variance(_ values: some Sequence<Double>) -> Double {
        var count = 0.0
        var mean = CompensatedSum()
        var squares = CompensatedSum()
        for value in values {
            count += 1
            let delta = value - mean.total
            mean.add(delta / count)
            squares.add(delta * (value - mean.total))
        }
        return squares.total / count
    }
}
