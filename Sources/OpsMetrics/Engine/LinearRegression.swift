/// The straight line through the samples of a window by least squares, as Prometheus computes it.
struct LinearRegression {
    /// Change a second.
    let slope: Double
    /// The value at the origin.
    let intercept: Double

    /// - Parameter origin: The time counted as zero, in milliseconds.
    init(_ samples: ArraySlice<SamplePoint>, origin: Int64) {
        var (sumX, sumY, sumXY, sumXX) = (CompensatedSum(), CompensatedSum(), CompensatedSum(), CompensatedSum())
        let firstValue = samples.first?.value ?? 0
        for sample in samples {
            let x = Double(sample.milliseconds - origin) / 1_000
            sumX.add(x)
            sumY.add(sample.value)
            sumXY.add(x * sample.value)
            sumXX.add(x * x)
        }
        if samples.allSatisfy({ $0.value == firstValue }) {
            slope = firstValue.isInfinite ? .nan : 0
            intercept = firstValue.isInfinite ? .nan : firstValue
            return
        }
        let count = Double(samples.count)
        let covariance = sumXY.total - sumX.total * sumY.total / count
        let variance = sumXX.total - sumX.total * sumX.total / count
        slope = covariance / variance
        intercept = sumY.total / count - slope * sumX.total / count
    }
}
