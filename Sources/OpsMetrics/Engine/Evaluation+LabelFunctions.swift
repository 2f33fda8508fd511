extension Evaluation {
    /// `label_replace(v, target, replacement, source, pattern)`.
    func labelReplace(_ arguments: [Expression], _ place: SourcePlace, at time: Int64) throws -> [Sample] {
        let target = try string(arguments[1], at: time)
        let replacement = try string(arguments[2], at: time)
        let source = try string(arguments[3], at: time)
        guard MetricName.isValidLabel(target) else {
            throw PromQLError("invalid destination label name in label_replace(): \(target)", at: arguments[1].place)
        }
        let pattern: Pattern
        do {
            pattern = try Pattern(try string(arguments[4], at: time))
        } catch let error as PatternError {
            throw PromQLError(error.description, at: arguments[4].place)
        }
        let samples = try vector(arguments[0], at: time).map { sample in
            guard let groups = pattern.captures(sample.labels[source] ?? "") else { return sample }
            let value = CaptureTemplate.expand(replacement, groups, pattern.groupNames)
            return Sample(labels: sample.labels.setting(target, to: value), value: sample.value)
        }
        return try unique(samples, place)
    }

    /// `label_join(v, target, separator, source…)`.
    func labelJoin(_ arguments: [Expression], _ place: SourcePlace, at time: Int64) throws -> [Sample] {
        let target = try string(arguments[1], at: time)
        let separator = try string(arguments[2], at: time)
        let sources = try arguments.dropFirst(3).map { try string($0, at: time) }
        guard MetricName.isValidLabel(target) else {
            throw PromQLError("invalid destination label name in label_join(): \(target)", at: arguments[1].place)
        }
        let samples = try vector(arguments[0], at: time).map { sample in
            let joined = sources.map { sample.labels[$0] ?? "" }.joined(separator: separator)
            return Sample(labels: sample.labels.setting(target, to: joined), value: sample.value)
        }
        return try unique(samples, place)
    }
}
