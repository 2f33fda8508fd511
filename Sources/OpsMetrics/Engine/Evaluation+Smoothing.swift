extension Evaluation {
    /// `double_exponential_smoothing(range, smoothing factor, trend factor)`: Holt's linear method.
    func smoothed(_ arguments: [Expression], _ place: SourcePlace, at time: Int64) throws -> [Sample] {
        let smoothing = try factor("smoothing", arguments[1], at: time)
        let trend = try factor("trend", arguments[2], at: time)
        let samples = try windows(arguments[0], at: time).compactMap { series -> Sample? in
            let values = series.window.values
            guard let value = DoubleExponentialSmoothing.level(values, smoothing, trend) else { return nil }
            return Sample(labels: series.nameless, value: value)
        }
        return try unique(samples, place)
    }

    private func factor(_ name: String, _ argument: Expression, at time: Int64) throws -> Double {
        let value = try scalar(argument, at: time)
        guard value > 0, value < 1 else {
            let bound = name == "smoothing" ? "sf" : "tf"
            throw PromQLError(
                "invalid \(name) factor. Expected: 0 < \(bound) < 1, got: \(Exposition.number(value))",
                at: argument.place)
        }
        return value
    }
}
