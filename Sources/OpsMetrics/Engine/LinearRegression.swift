/// The straight line through the samples of a window by least squares, as Prometheus computes it.
struct LinearRegression {
    /// Change a second.
    let slope: Double
    /// The value at the origin.
    let intercept: Double

    /// - Parameter origin: The time counted as zero, in milliseconds.
    init(_ window: SampleWindow, origin: Int64) {
        var (sumX, sumY, sumXY, sumXX) = (CompensatedSum(), CompensatedSum(), CompensatedSum(), CompensatedSum())
        let firstValue = window.values.first ?? 0
        for index in window.range {
            let value = window.columns.values[index]
            let x = Double(window.columns.times[index] &- origin) / 1_000
            sumX.add(x)
            sumY.add(value)
            sumXY.add(x * value)
            sumXX.add(x * x)
        }
        if window.values.allSatisfy({ $0 == firstValue }) {
            slope = firstValue.isInfinite ? .nan : 0
            intercept = firstValue.isInfinite ? .nan : firstValue
            return
        }
        let count = Double(window.range.count)
        let covariance = sumXY.total - sumX.total * sumY.total / count
        let variance = sumXX.total - sumX.total * sumX.total / count
        slope = covariance / variance
        intercept = sumY.total / count - slope * sumX.total / count
    }
}
