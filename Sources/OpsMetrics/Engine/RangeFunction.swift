/// The functions over one window that yield one value for each series.
enum RangeFunction {
    typealias Body = (SampleWindow) -> Double?

    /// Functions that keep the metric's name, since their value is one of its own.
    static let keepingName: Set<String> = ["last_over_time", "first_over_time"]

    /// The function of a name; nil where it is not one of these.
    static func named(_ name: String) -> Body? { table[name] }

    private static let table: [String: @Sendable (SampleWindow) -> Double?] = [
        "rate": { Rate.extrapolated($0, isCounter: true, isRate: true) },
        "increase": { Rate.extrapolated($0, isCounter: true, isRate: false) },
        "delta": { Rate.extrapolated($0, isCounter: false, isRate: false) },
        "irate": { Rate.instant($0, isCounter: true) },
        "idelta": { Rate.instant($0, isCounter: false) },
        "avg_over_time": { CompensatedSum.mean($0.values) },
        "sum_over_time": { CompensatedSum.sum($0.values) },
        "min_over_time": { $0.values.reduce(.nan) { $1 < $0 || $0.isNaN ? $1 : $0 } },
        "max_over_time": { $0.values.reduce(.nan) { $1 > $0 || $0.isNaN ? $1 : $0 } },
        "count_over_time": { Double($0.range.count) },
        "last_over_time": { $0.values.last },
        "first_over_time": { $0.values.first },
        "present_over_time": { _ in 1 },
        "stddev_over_time": { CompensatedSum.variance($0.values).squareRoot() },
        "stdvar_over_time": { CompensatedSum.variance($0.values) },
        "changes": { window in
            let pairs = zip(window.values, window.values.dropFirst())
            return Double(pairs.count { $0 != $1 && !($0.isNaN && $1.isNaN) })
        },
        "resets": { window in
            Double(zip(window.values, window.values.dropFirst()).count { $1 < $0 })
        },
        "mad_over_time": { window in
            let median = Quantile.of(Array(window.values), 0.5)
            return Quantile.of(window.values.map { abs($0 - median) }, 0.5)
        },
        "ts_of_first_over_time": { $0.times.first.map { Double($0) / 1_000 } },
        "ts_of_last_over_time": { $0.times.last.map { Double($0) / 1_000 } },
        // Of equal extremes the last one counts.
        "ts_of_max_over_time": { window in time(window) { $0 >= $1 } },
        "ts_of_min_over_time": { window in time(window) { $0 <= $1 } },
        "deriv": { window in
            guard let first = window.times.first, window.range.count >= 2 else { return nil }
            return LinearRegression(window, origin: first).slope
        },
    ]

    /// The time in seconds of the last sample that `replaces` all others; NaN gives way to anything.
    private static func time(_ window: SampleWindow, _ replaces: (Double, Double) -> Bool) -> Double? {
        guard var best = window.range.first else { return nil }
        for index in window.range.dropFirst() {
            let (value, known) = (window.columns.values[index], window.columns.values[best])
            if replaces(value, known) || known.isNaN { best = index }
        }
        return Double(window.columns.times[best]) / 1_000
    }
}
