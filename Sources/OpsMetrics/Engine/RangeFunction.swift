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
        "avg_over_time": { CompensatedSum.mean($0.samples.lazy.map(\.value)) },
        "sum_over_time": { CompensatedSum.sum($0.samples.lazy.map(\.value)) },
        "min_over_time": { $0.samples.lazy.map(\.value).reduce(.nan) { $1 < $0 || $0.isNaN ? $1 : $0 } },
        "max_over_time": { $0.samples.lazy.map(\.value).reduce(.nan) { $1 > $0 || $0.isNaN ? $1 : $0 } },
        "count_over_time": { Double($0.samples.count) },
        "last_over_time": { $0.samples.last?.value },
        "first_over_time": { $0.samples.first?.value },
        "present_over_time": { _ in 1 },
        "stddev_over_time": { CompensatedSum.variance($0.samples.lazy.map(\.value)).squareRoot() },
        "stdvar_over_time": { CompensatedSum.variance($0.samples.lazy.map(\.value)) },
        "changes": { window in
            let pairs = zip(window.samples, window.samples.dropFirst())
            return Double(pairs.count { $0.value != $1.value && !($0.value.isNaN && $1.value.isNaN) })
        },
        "resets": { window in
            Double(zip(window.samples, window.samples.dropFirst()).count { $1.value < $0.value })
        },
        "mad_over_time": { window in
            let median = Quantile.of(window.samples.map(\.value), 0.5)
            return Quantile.of(window.samples.map { abs($0.value - median) }, 0.5)
        },
        "ts_of_first_over_time": { $0.samples.first.map { Double($0.milliseconds) / 1_000 } },
        "ts_of_last_over_time": { $0.samples.last.map { Double($0.milliseconds) / 1_000 } },
        // Of equal extremes the last one counts.
        "ts_of_max_over_time": { window in time(window) { $0 >= $1 } },
        "ts_of_min_over_time": { window in time(window) { $0 <= $1 } },
        "deriv": { window in
            guard let first = window.samples.first, window.samples.count >= 2 else { return nil }
            return LinearRegression(window.samples, origin: first.milliseconds).slope
        },
    ]

    /// The time in seconds of the last sample that `replaces` all others; NaN gives way to anything.
    private static func time(_ window: SampleWindow, _ replaces: (Double, Double) -> Bool) -> Double? {
        guard var best = window.samples.first else { return nil }
        for sample in window.samples.dropFirst() where replaces(sample.value, best.value) || best.value.isNaN {
            best = sample
        }
        return Double(best.milliseconds) / 1_000
    }
}
