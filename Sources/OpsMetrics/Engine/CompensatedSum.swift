/// A sum that keeps what rounding loses: Neumaier's variant of Kahan's summation, as Prometheus uses it.
struct CompensatedSum {
    private(set) var sum = 0.0
    private(set) var lost = 0.0

    var total: Double { sum.isInfinite ? sum : sum + lost }

    init() {}

    init(sum: Double, lost: Double) {
        (self.sum, self.lost) = (sum, lost)
    }

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

    /// The mean; NaN of nothing.
    static func mean(_ values: some Sequence<Double>) -> Double {
        var mean = CompensatedMean()
        for value in values { mean.add(value) }
        return mean.value
    }
}
