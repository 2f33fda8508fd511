/// The population's variance by Welford's method, in the two forms that Prometheus has.
enum Variance {
    /// Of the values of one series over time (`stdvar_over_time`): both running sums are compensated.
    static func overTime(_ values: some Sequence<Double>) -> Double {
        var count = 0.0
        var mean = CompensatedSum()
        var squares = CompensatedSum()
        for value in values {
            count += 1
            let delta = value - (mean.sum + mean.lost)
            mean.add(delta / count)
            squares.add(delta * (value - (mean.sum + mean.lost)))
        }
        return (squares.sum + squares.lost) / count
    }

    /// Of the values of several series at one time (`stdvar`): without compensation; NaN where the first is not finite.
    static func ofSeries(_ values: some Sequence<Double>) -> Double {
        var count = 0.0
        var mean = 0.0
        var squares = 0.0
        for value in values {
            count += 1
            if count == 1 {
                mean = value
                squares = value.isFinite ? 0 : .nan
                continue
            }
            let delta = value - mean
            mean += delta / count
            squares += delta * (value - mean)
        }
        return squares / count
    }
}
