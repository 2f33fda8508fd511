extension Evaluation {
    /// Arithmetic or comparison between two vectors: each series of the many side finds its one partner.
    func match(
        _ binary: BinaryOperation, _ left: [Sample], _ right: [Sample], _ place: SourcePlace
    ) throws -> [Sample] {
        let matching = binary.matching
        guard matching.fillLeft != nil || matching.fillRight != nil || !left.isEmpty && !right.isEmpty else {
            return []
        }
        let isSwapped = matching.cardinality == .oneToMany
        let (many, one) = isSwapped ? (right, left) : (left, right)
        let partners = try partners(of: one, matching, isSwapped ? "left" : "right", place)
        // What stands in for a partner that is missing on the one side, and on the many.
        let (fillMany, fillOne) =
            isSwapped ? (matching.fillRight, matching.fillLeft) : (matching.fillLeft, matching.fillRight)
        var taken: [Labels: Set<Labels>] = [:]
        var combined: [Sample] = []
        for sample in filled(many, one, matching, fillMany) {
            let signature = matching.signature(sample.labels)
            guard let partner = partners[signature] ?? fillOne.map({ Sample(labels: signature, value: $0) })
            else { continue }
            var (value, holds) =
                isSwapped
                ? binary.operation.apply(partner.value, sample.value)
                : binary.operation.apply(sample.value, partner.value)
            if binary.returnsBool {
                value = holds ? 1 : 0
            } else if !holds {
                continue
            }
            let labels = resultLabels(binary, sample.labels, partner.labels)
            try claim(labels, signature, matching, &taken, place)
            combined.append(Sample(labels: labels, value: value))
        }
        return matching.cardinality == .oneToOne ? combined : try unique(combined, place)
    }

    /// The many side, and behind it a sample of this value for each of the one side that has nobody there.
    private func filled(
        _ many: [Sample], _ one: [Sample], _ matching: VectorMatching, _ value: Double?
    ) -> [Sample] {
        guard let value else { return many }
        let present = Set(many.map { matching.signature($0.labels) })
        let missing = one.map { matching.signature($0.labels) }.filter { !present.contains($0) }
        return many + missing.map { Sample(labels: $0, value: value) }
    }

    private func partners(
        of one: [Sample], _ matching: VectorMatching, _ side: String, _ place: SourcePlace
    ) throws -> [Labels: Sample] {
        var partners: [Labels: Sample] = [:]
        for sample in one {
            let signature = matching.signature(sample.labels)
            if let twin = partners.updateValue(sample, forKey: signature) {
                throw PromQLError(
                    "found duplicate series for the match group \(signature) on the \(side) hand-side of the "
                        + "operation: [\(sample.labels), \(twin.labels)];many-to-many matching not allowed: "
                        + "matching labels must be unique on one side", at: place)
            }
        }
        return partners
    }

    /// Refuses a second result where only one may be.
    private func claim(
        _ labels: Labels, _ signature: Labels, _ matching: VectorMatching, _ taken: inout [Labels: Set<Labels>],
        _ place: SourcePlace
    ) throws {
        if matching.cardinality == .oneToOne {
            guard taken.updateValue([labels], forKey: signature) == nil else {
                throw PromQLError(
                    "multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)",
                    at: place)
            }
        } else if !taken[signature, default: []].insert(labels).inserted {
            throw PromQLError(
                "multiple matches for labels: grouping labels must ensure unique matches", at: place)
        }
    }

    private func resultLabels(_ binary: BinaryOperation, _ many: Labels, _ one: Labels) -> Labels {
        let matching = binary.matching
        var labels = !binary.operation.isComparison || binary.returnsBool ? many.withoutName : many
        if matching.cardinality == .oneToOne {
            labels = matching.isOn ? labels.keeping(matching.labels) : labels.removing(matching.labels)
        }
        for name in matching.included { labels = labels.setting(name, to: one[name] ?? "") }
        return labels
    }
}
