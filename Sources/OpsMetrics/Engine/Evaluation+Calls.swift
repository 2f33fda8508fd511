extension Evaluation {
    /// Calls a function. Each family of functions answers nil for names that are not its own.
    func call(
        _ function: PromQLFunction, _ arguments: [Expression], _ place: SourcePlace, on grid: StepGrid
    ) throws -> StepValue {
        let name = function.name
        if let columns = try extended(name, arguments, on: grid) { return .vector(columns) }
        if let body = RangeFunction.named(name), let argument = arguments.first {
            return .vector(try range(name, body, argument, on: grid))
        }
        if let body = MathFunction.named(name), let argument = arguments.first {
            return .vector(try vector(argument, on: grid).mapped { value, _ in body(value) })
        }
        if let body = TimeFunction.named(name) {
            guard let argument = arguments.first else {
                return .vector(Self.single((0..<grid.count).map { body(Double(grid.time($0)) / 1_000) }))
            }
            return .vector(try vector(argument, on: grid).mapped { value, _ in body(value) })
        }
        if let numbers = try queryNumbers(name, arguments, on: grid) { return .scalar(numbers) }
        if let columns = try labelFunction(name, arguments, place, on: grid) { return .vector(columns) }
        if let columns = try vectorFunction(name, arguments, on: grid) { return .vector(columns) }
        throw PromQLError("function \"\(name)\" is not implemented", at: place)
    }

    /// A vector of one series without labels.
    static func single(_ numbers: [Double]) -> VectorColumns {
        var columns = VectorColumns(steps: numbers.count)
        columns.add(.none, dropsName: false, numbers[...])
        return columns
    }

    static let counterFunctions: Set<String> = ["rate", "increase"]
    private static let counterEndings = ["_total", "_sum", "_count", "_bucket"]

    private func range(
        _ name: String, _ body: RangeFunction.Body, _ argument: Expression, on grid: StepGrid
    ) throws -> VectorColumns {
        let isCounter = Self.counterFunctions.contains(name)
        let found = try overWindows(
            argument, on: grid, keepsName: RangeFunction.keepingName.contains(name),
            findsResets: name == "rate" || name == "increase"
        ) { window, _ in body(window) }
        if isCounter { noteNames(of: found, argument.place) }
        return found
    }

    /// A rate of something that is no counter by its name is probably a mistake.
    func noteNames(of vector: VectorColumns, _ place: SourcePlace) {
        var seen: Set<String> = []
        for labels in vector.labels {
            guard let name = labels.name, seen.insert(name).inserted,
                !Self.counterEndings.contains(where: name.hasSuffix)
            else { continue }
            notes.inform(
                "metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "
                    + GoQuote.quoted(name), at: place)
        }
    }

    private func vectorFunction(
        _ name: String, _ arguments: [Expression], on grid: StepGrid
    ) throws -> VectorColumns? {
        switch name {
        case "vector": return Self.single(try scalar(arguments[0], on: grid))
        case "absent", "absent_over_time": return try absent(arguments[0], on: grid)
        case "clamp", "clamp_min", "clamp_max": return try clamp(name, arguments, on: grid)
        case "round": return try round(arguments, on: grid)
        case "timestamp": return try timestamp(arguments[0], on: grid)
        case "info": return try info(arguments, on: grid)
        case "sort", "sort_desc": return try sorted(arguments[0], descending: name == "sort_desc", on: grid)
        case "quantile_over_time", "predict_linear", "double_exponential_smoothing":
            return try windowsWithParameters(name, arguments, on: grid)
        case "histogram_quantile": return try histogramQuantile(arguments, on: grid)
        case "histogram_quantiles": return try histogramQuantiles(arguments, on: grid)
        case "histogram_fraction": return try histogramFraction(arguments, on: grid)
        case "histogram_avg", "histogram_count", "histogram_stddev", "histogram_stdvar", "histogram_sum":
            // They read native histograms; a float has no answer.
            _ = try vector(arguments[0], on: grid)
            return VectorColumns(steps: grid.count)
        default: return nil
        }
    }
}
