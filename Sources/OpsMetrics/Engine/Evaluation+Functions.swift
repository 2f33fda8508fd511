extension Evaluation {
    /// One element where the argument has none; its labels are those that the selector's equalities fix.
    func absent(_ argument: Expression, at time: Int64) throws -> [Sample] {
        let selector: VectorSelector?
        switch argument.unwrapped.node {
        case .vector(let found), .range(let found, _): selector = found
        default: selector = nil
        }
        let isEmpty =
            switch try evaluate(argument, at: time) {
            case .vector(let samples): samples.isEmpty
            case .matrix(let series): series.isEmpty
            case .scalar, .string: false
            }
        guard isEmpty else { return [] }
        var labels = Labels.none
        var named: Set<String> = [Labels.nameLabel]
        for matcher in selector?.matchers ?? [] where matcher.name != Labels.nameLabel {
            let isFirst = matcher.operation == .equal && named.insert(matcher.name).inserted
            labels = labels.setting(matcher.name, to: isFirst ? matcher.value : "")
        }
        return [Sample(labels: labels, value: 1)]
    }

    func clamp(
        _ name: String, _ arguments: [Expression], _ place: SourcePlace, at time: Int64
    ) throws -> [Sample] {
        let limit = try scalar(arguments[1], at: time)
        switch name {
        case "clamp_min": return try map(arguments[0], place, at: time) { Extreme.larger($0, limit) }
        case "clamp_max": return try map(arguments[0], place, at: time) { Extreme.smaller($0, limit) }
        default:
            let upper = try scalar(arguments[2], at: time)
            guard !(upper < limit) else { return [] }
            return try map(arguments[0], place, at: time) { Extreme.larger(limit, Extreme.smaller(upper, $0)) }
        }
    }

    /// Rounds to the nearest multiple, halves upwards.
    func round(_ arguments: [Expression], _ place: SourcePlace, at time: Int64) throws -> [Sample] {
        let nearest = arguments.count > 1 ? try scalar(arguments[1], at: time) : 1
        return try map(arguments[0], place, at: time) { Extreme.rounded($0, toNearest: nearest) }
    }

    func histogramQuantile(_ arguments: [Expression], _ place: SourcePlace, at time: Int64) throws -> [Sample] {
        let quantile = try scalar(arguments[0], at: time)
        return try histograms(arguments[1], at: time) { Quantile.ofBuckets($0, quantile) }
    }

    /// The share of observations between two values.
    func histogramFraction(_ arguments: [Expression], at time: Int64) throws -> [Sample] {
        let (lower, upper) = (try scalar(arguments[0], at: time), try scalar(arguments[1], at: time))
        return try histograms(arguments[2], at: time) { Quantile.fraction(of: $0, from: lower, to: upper) }
    }

    /// One value for each group of `_bucket` series that differ only in `le`.
    private func histograms(
        _ argument: Expression, at time: Int64, _ body: ([Quantile.Bucket]) -> Double
    ) throws -> [Sample] {
        var order: [Labels] = []
        var groups: [Labels: [Quantile.Bucket]] = [:]
        for sample in try vector(argument, at: time) {
            guard let bound = sample.labels["le"].flatMap(MetricsText.number) else { continue }
            let key = sample.labels.withoutName.removing(["le"])
            if groups[key] == nil { order.append(key) }
            groups[key, default: []].append(Quantile.Bucket(upperBound: bound, count: sample.value))
        }
        return order.map { Sample(labels: $0, value: body(groups[$0] ?? [])) }
    }

    func windowsWithParameter(
        _ name: String, _ arguments: [Expression], _ place: SourcePlace, at time: Int64
    ) throws -> [Sample] {
        let isQuantile = name == "quantile_over_time"
        let parameter = try scalar(arguments[isQuantile ? 0 : 1], at: time)
        let samples = try windows(arguments[isQuantile ? 1 : 0], at: time).compactMap { series -> Sample? in
            let window = series.window
            let labels = series.nameless
            if isQuantile {
                return Sample(labels: labels, value: Quantile.of(Array(window.values), parameter))
            }
            guard window.range.count >= 2 else { return nil }
            let line = LinearRegression(window, origin: time)
            return Sample(labels: labels, value: line.slope * parameter + line.intercept)
        }
        return try unique(samples, place)
    }

    func timestamp(_ argument: Expression, _ place: SourcePlace, at time: Int64) throws -> [Sample] {
        guard case .vector(let selector) = argument.unwrapped.node else {
            return try map(argument, place, at: time) { _ in Double(time) / 1_000 }
        }
        let samples = instantSamples(selector, at: time).map {
            Sample(labels: $0.sample.labels.withoutName, value: Double($0.milliseconds) / 1_000)
        }
        return try unique(samples, place)
    }

    /// By value, NaN last.
    func sorted(_ argument: Expression, descending: Bool, at time: Int64) throws -> [Sample] {
        try vector(argument, at: time).sorted { left, right in
            if left.value.isNaN || right.value.isNaN { return right.value.isNaN && !left.value.isNaN }
            return descending ? left.value > right.value : left.value < right.value
        }
    }
}
