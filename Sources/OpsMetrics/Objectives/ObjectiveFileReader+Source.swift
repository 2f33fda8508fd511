import Yams

/// What an objective counts.
extension ObjectiveFileReader {
    func source(_ fields: YAMLFields, of node: Node) throws(RuleFileError) -> Objective.Source {
        let (good, bad, total, latency) = (fields["good"], fields["bad"], fields["total"], fields["latency"])
        if let latency {
            for other in [good, bad, total] {
                if let other { throw yaml.error(other, "an objective with \"latency\" has no good, bad or total") }
            }
            return try self.latency(latency)
        }
        guard let total else {
            throw yaml.error(node, "expected \"total\" with \"good\" or \"bad\", or \"latency\"")
        }
        switch (good, bad) {
        case (let good?, nil): return .good(try query(good, "good"), total: try query(total, "total"))
        case (nil, let bad?): return .bad(try query(bad, "bad"), total: try query(total, "total"))
        default: throw yaml.error(node, "expected one of \"good\" and \"bad\" beside \"total\"")
        }
    }

    private func query(_ node: Node, _ field: String) throws(RuleFileError) -> EventQuery {
        let text = try yaml.text(node, field)
        do { return try EventQuery(text) } catch { throw yaml.error(node, "\(field): \(error.message)") }
    }

    private func latency(_ node: Node) throws(RuleFileError) -> Objective.Source {
        let fields = try yaml.mapping(node, "latency", allowed: ["histogram", "threshold"])
        guard let histogram = fields["histogram"] else { throw yaml.error(node, "latency: \"histogram\" is missing") }
        guard let threshold = fields["threshold"] else { throw yaml.error(node, "latency: \"threshold\" is missing") }
        return .latency(histogram: try self.histogram(histogram), threshold: try self.threshold(threshold))
    }

    private func histogram(_ node: Node) throws(RuleFileError) -> VectorSelector {
        let text = try yaml.text(node, "histogram")
        do {
            if case .vector(let selector) = try PromQL.parse(text).node, selector.isPlain { return selector }
        } catch {
            throw yaml.error(node, "histogram: could not parse expression: \(error)")
        }
        throw yaml.error(node, "histogram: expected a histogram's name such as request_duration_seconds{job=\"api\"}")
    }

    /// A duration such as `500ms`, or a number in the histogram's unit.
    private func threshold(_ node: Node) throws(RuleFileError) -> Double {
        let text = try yaml.text(node, "threshold")
        let value = PromQLDuration.milliseconds(text).map { Double($0) / 1_000 } ?? Double(text)
        guard let value, value > 0, value.isFinite else {
            throw yaml.error(node, "threshold: expected a duration such as 500ms, or seconds, got \"\(text)\"")
        }
        return value
    }
}
