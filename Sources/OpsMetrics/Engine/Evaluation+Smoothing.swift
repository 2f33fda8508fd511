extension Evaluation {
    /// `double_exponential_smoothing(range, smoothing factor, trend factor)`: Holt's linear method.
    func smoothed(_ arguments: [Expression], _ place: SourcePlace, at time: Int64) throws -> [Sample] {
        let smoothing = try factor("smoothing", arguments[1], at: time)
        let trend = try factor("trend", arguments[2], at: time)
        let samples = try windows(arguments[0], at: time).compactMap { window -> Sample? in
            guard let value = Self.smooth(window.samples.map(\.value), smoothing, trend) else { return nil }
            return Sample(labels: window.nameless, value: value)
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

    /// The level after the last value; nil with fewer than two.
    private static func smooth(_ values: [Double], _ smoothing: Double, _ trend: Double) -> Double? {
        guard values.count >= 2 else { return nil }
        var slope = values[1] - values[0]
        var (before, level) = (0.0, values[0])
        for index in values.indices.dropFirst() {
            if index > 1 { slope = trend * (level - before) + (1 - trend) * slope }
            (before, level) = (level, smoothing * values[index] + (1 - smoothing) * (level + slope))
        }
        return level
    }
}
