/// The functions over one window that yield one value for each series. The window has at least one sample.
enum RangeFunction {
    typealias Body = @Sendable (SampleWindow) -> Double?

    /// Functions that keep the metric's name, since their value is one of its own.
    static let keepingName: Set<String> = ["last_over_time", "first_over_time"]

    /// The function of a name; nil where it is not one of these.
    static func named(_ name: String) -> Body? { table[name] }

    private static let table: [String: Body] = [
        "rate": { Rate.extrapolated($0, isCounter: true, isRate: true) },
        "increase": { Rate.extrapolated($0, isCounter: true, isRate: false) },
        "delta": { Rate.extrapolated($0, isCounter: false, isRate: false) },
        "irate": { Rate.instant($0, isRate: true) },
        "idelta": { Rate.instant($0, isRate: false) },
        "avg_over_time": { CompensatedSum.mean($0.values) },
        "sum_over_time": { CompensatedSum.sum($0.values) },
        "min_over_time": { Extreme.smallest($0.values) },
        "max_over_time": { Extreme.largest($0.values) },
        "count_over_time": { Double($0.values.count) },
        "last_over_time": { $0.values.last },
        "first_over_time": { $0.values.first },
        "present_over_time": { _ in 1 },
        "stddev_over_time": { Variance.overTime($0.values).squareRoot() },
        "stdvar_over_time": { Variance.overTime($0.values) },
        "changes": { Double(changes($0.values)) },
        "resets": { Double(resets($0.values)) },
        "mad_over_time": { window in
            if window.values.contains(where: \.isNaN) { return .nan }
            let median = Quantile.of(Array(window.values), 0.5)
            return Quantile.of(window.values.map { abs($0 - median) }, 0.5)
        },
        "ts_of_first_over_time": { $0.times.first.map { Double($0) / 1_000 } },
        "ts_of_last_over_time": { $0.times.last.map { Double($0) / 1_000 } },
        "ts_of_max_over_time": { window in time(window) { $0 >= $1 } },
        "ts_of_min_over_time": { window in time(window) { $0 <= $1 } },
        "deriv": { window in
            guard let first = window.times.first, window.values.count >= 2 else { return nil }
            return LinearRegression(window, origin: first).slope
        },
    ]

    /// How often the value changed; NaN after NaN is no change.
    static func changes(_ values: ArraySlice<Double>) -> Int {
        zip(values, values.dropFirst()).count { $0 != $1 && !($0.isNaN && $1.isNaN) }
    }

    /// How often the value fell.
    static func resets(_ values: ArraySlice<Double>) -> Int {
        zip(values, values.dropFirst()).count { $1 < $0 }
    }

    /// The time in seconds of the last sample that `replaces` all before it; NaN gives way to anything.
    private static func time(_ window: SampleWindow, _ replaces: (Double, Double) -> Bool) -> Double? {
        guard var best = window.values.first, var time = window.times.first else { return nil }
        for (candidate, value) in zip(window.times, window.values) where replaces(value, best) || best.isNaN {
            (best, time) = (value, candidate)
        }
        return Double(time) / 1_000
    }
}
