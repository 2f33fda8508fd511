extension Evaluation {
    /// Calls a function. Each family of functions answers nil for names that are not its own.
    func call(
        _ function: PromQLFunction, _ arguments: [Expression], _ place: SourcePlace, at time: Int64
    ) throws -> QueryValue {
        if let body = RangeFunction.named(function.name), let argument = arguments.first {
            return .vector(try overWindows(function, body, argument, place, at: time))
        }
        if let body = MathFunction.named(function.name), let argument = arguments.first {
            return .vector(try map(argument, place, at: time, body))
        }
        if let body = TimeFunction.named(function.name) {
            guard let argument = arguments.first else {
                return .vector([Sample(labels: .none, value: body(Double(time) / 1_000))])
            }
            return .vector(try map(argument, place, at: time, body))
        }
        if let value = try special(function.name, arguments, place, at: time) { return value }
        throw PromQLError("function \"\(function.name)\" is not implemented", at: place)
    }

    private func overWindows(
        _ function: PromQLFunction, _ body: RangeFunction.Body, _ argument: Expression, _ place: SourcePlace,
        at time: Int64
    ) throws -> [Sample] {
        let keepsName = RangeFunction.keepingName.contains(function.name)
        let samples = try windows(argument, at: time).compactMap { series -> Sample? in
            guard let value = body(series.window) else { return nil }
            return Sample(labels: keepsName ? series.labels : series.nameless, value: value)
        }
        return keepsName ? samples : try unique(samples, place)
    }

    /// Changes every value of a vector, which so loses its name.
    func map(
        _ argument: Expression, _ place: SourcePlace, at time: Int64, _ body: (Double) -> Double
    ) throws -> [Sample] {
        let samples = try vector(argument, at: time)
        return try unique(
            samples.map { Sample(labels: $0.labels.withoutName, value: body($0.value)) }, place)
    }

    private func special(
        _ name: String, _ arguments: [Expression], _ place: SourcePlace, at time: Int64
    ) throws -> QueryValue? {
        switch name {
        case "time": return .scalar(Double(time) / 1_000)
        case "pi": return .scalar(.pi)
        case "scalar":
            let samples = try vector(arguments[0], at: time)
            return .scalar(samples.count == 1 ? samples[0].value : .nan)
        case "vector": return .vector([Sample(labels: .none, value: try scalar(arguments[0], at: time))])
        case "absent", "absent_over_time": return .vector(try absent(arguments[0], at: time))
        case "clamp", "clamp_min", "clamp_max": return .vector(try clamp(name, arguments, place, at: time))
        case "round": return .vector(try round(arguments, place, at: time))
        case "histogram_quantile": return .vector(try histogramQuantile(arguments, place, at: time))
        case "quantile_over_time", "predict_linear":
            return .vector(try windowsWithParameter(name, arguments, place, at: time))
        case "double_exponential_smoothing", "holt_winters":
            return .vector(try smoothed(arguments, place, at: time))
        case "histogram_avg", "histogram_count", "histogram_stddev", "histogram_stdvar", "histogram_sum":
            // They read native histograms; a float has no answer.
            _ = try vector(arguments[0], at: time)
            return .vector([])
        case "histogram_fraction": return .vector(try histogramFraction(arguments, at: time))
        case "sort_by_label", "sort_by_label_desc":
            return .vector(try sortedByLabels(arguments, descending: name == "sort_by_label_desc", at: time))
        case "label_replace": return .vector(try labelReplace(arguments, place, at: time))
        case "label_join": return .vector(try labelJoin(arguments, place, at: time))
        case "timestamp": return .vector(try timestamp(arguments[0], place, at: time))
        case "sort", "sort_desc": return .vector(try sorted(arguments[0], descending: name == "sort_desc", at: time))
        default: return try queryTime(name, arguments, at: time).map { .scalar($0) }
        }
    }
}
