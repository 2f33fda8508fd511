/// The straight line through the samples of a window by least squares, as Prometheus computes it.
struct LinearRegression {
    /// Change a second.
    let slope: Double
    /// The value at the origin.
    let intercept: Double

    /// - Parameters:
    ///   - window: At least two samples.
    ///   - origin: The time counted as zero, in milliseconds.
    init(_ window: SampleWindow, origin: Int64) {
        let (times, values) = (window.times, window.values)
        var (sumX, sumY, sumXY, sumXX) = (CompensatedSum(), CompensatedSum(), CompensatedSum(), CompensatedSum())
        let firstValue = values.first ?? 0
        var isConstant = true
        for index in values.indices {
            let value = values[index]
            // A NaN differs from itself, but the first sample is not compared.
            if index > values.startIndex && value != firstValue { isConstant = false }
            let x = Double(times[index] &- origin) / 1_000
            sumX.add(x)
            sumY.add(value)
            sumXY.add(x * value)
            sumXX.add(x * x)
        }
        if isConstant {
            slope = firstValue.isInfinite ? .nan : 0
            intercept = firstValue.isInfinite ? .nan : firstValue
            return
        }
        let count = Double(values.count)
        let (x, y) = (sumX.sum + sumX.lost, sumY.sum + sumY.lost)
        let covariance = (sumXY.sum + sumXY.lost) - x * y / count
        let variance = (sumXX.sum + sumXX.lost) - x * x / count
        slope = covariance / variance
        intercept = y / count - slope * x / count
    }
}
