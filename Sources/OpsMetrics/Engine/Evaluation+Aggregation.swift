import Foundation

extension Evaluation {
    func aggregate(_ aggregation: Aggregation, _ place: SourcePlace, at time: Int64) throws -> [Sample] {
        let input = try vector(aggregation.expression, at: time)
        var order: [Labels] = []
        var groups: [Labels: [Sample]] = [:]
        for sample in input {
            let key = aggregation.key(sample.labels)
            if groups[key] == nil { order.append(key) }
            groups[key, default: []].append(sample)
        }
        if aggregation.operation == .countValues {
            return try countValues(aggregation, order, groups, at: time)
        }
        let parameter = try aggregation.parameter.map { try scalar($0, at: time) }
        return try order.flatMap { key in
            try reduce(aggregation.operation, key, groups[key] ?? [], parameter, place)
        }
    }

    private func reduce(
        _ operation: Aggregation.Operator, _ key: Labels, _ group: [Sample], _ parameter: Double?, _ place: SourcePlace
    ) throws -> [Sample] {
        let values = group.map(\.value)
        let result: Double
        switch operation {
        case .sum: result = CompensatedSum.sum(values)
        case .avg: result = CompensatedSum.mean(values)
        case .min: result = Extreme.smallest(values)
        case .max: result = Extreme.largest(values)
        case .count: result = Double(values.count)
        case .group: result = 1
        case .stddev: result = Variance.ofSeries(values).squareRoot()
        case .stdvar: result = Variance.ofSeries(values)
        case .quantile: result = Quantile.of(values, parameter ?? .nan)
        case .topk, .bottomk:
            return try selection(group, parameter ?? 0, largest: operation == .topk, place)
        case .limitK:
            guard let wanted = parameter.flatMap({ Int(exactly: $0.rounded(.towardZero)) }) else {
                throw PromQLError(
                    "Parameter value is not a number of series: \(Exposition.number(parameter ?? .nan))", at: place)
            }
            return Array(group.prefix(max(wanted, 0)))
        case .countValues, .limitRatio:
            throw PromQLError("aggregation \(operation.rawValue) is not implemented", at: place)
        }
        return [Sample(labels: key, value: result)]
    }

    /// The `k` largest or smallest; of equals the earlier, and NaN last.
    private func selection(
        _ group: [Sample], _ parameter: Double, largest: Bool, _ place: SourcePlace
    ) throws -> [Sample] {
        guard !parameter.isNaN, abs(parameter) < 9e18 else {
            throw PromQLError("parameter value \(Exposition.number(parameter)) is no count", at: place)
        }
        let wanted = min(Int(parameter), group.count)
        guard wanted > 0 else { return [] }
        let ranked = group.enumerated().sorted { left, right in
            let (mine, other) = (left.element.value, right.element.value)
            if mine == other || mine.isNaN && other.isNaN { return left.offset < right.offset }
            if mine.isNaN || other.isNaN { return other.isNaN }
            return largest ? mine > other : mine < other
        }
        return ranked.prefix(wanted).map(\.element)
    }

    private func countValues(
        _ aggregation: Aggregation, _ order: [Labels], _ groups: [Labels: [Sample]], at time: Int64
    ) throws -> [Sample] {
        guard let parameter = aggregation.parameter else { return [] }
        let label = try string(parameter, at: time)
        guard MetricName.isValidLabel(label) else {
            throw PromQLError("invalid label name \"\(label)\"", at: parameter.place)
        }
        var counts: [Labels: Double] = [:]
        for key in order {
            for sample in groups[key] ?? [] {
                counts[key.setting(label, to: Exposition.number(sample.value)), default: 0] += 1
            }
        }
        return counts.keys.sorted().map { Sample(labels: $0, value: counts[$0] ?? 0) }
    }
}

extension Aggregation {
    /// The labels of the group that a series belongs to.
    func key(_ series: Labels) -> Labels {
        isWithout ? series.withoutName.removing(grouping) : grouping.isEmpty ? .none : series.keeping(grouping)
    }
}
