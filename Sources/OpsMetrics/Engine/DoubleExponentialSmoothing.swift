/// Holt's linear method: a level and a trend, each smoothed exponentially.
enum DoubleExponentialSmoothing {
    /// The level after the last value; nil with fewer than two.
    ///
    /// - Parameters:
    ///   - smoothing: The weight of a value against what was foreseen, between 0 and 1.
    ///   - trend: The weight of a change of level against the trend so far, between 0 and 1.
    static func level(_ values: ArraySlice<Double>, _ smoothing: Double, _ trend: Double) -> Double? {
        guard values.count >= 2, let first = values.first else { return nil }
        var slope = values[values.startIndex + 1] - first
        var (before, level) = (0.0, first)
        for index in values.indices.dropFirst() {
            if index > values.startIndex + 1 { slope = trend * (level - before) + (1 - trend) * slope }
            (before, level) = (level, smoothing * values[index] + (1 - smoothing) * (level + slope))
        }
        return level
    }
}
