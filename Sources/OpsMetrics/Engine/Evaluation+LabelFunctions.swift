extension Evaluation {
    /// The functions that change or look at labels only.
    func labelFunction(
        _ name: String, _ arguments: [Expression], _ place: SourcePlace, on grid: StepGrid
    ) throws -> VectorColumns? {
        switch name {
        case "label_replace": return try labelReplace(arguments, place, on: grid)
        case "label_join": return try labelJoin(arguments, place, on: grid)
        case "sort_by_label", "sort_by_label_desc":
            return try sortedByLabels(arguments, descending: name == "sort_by_label_desc", on: grid)
        default: return nil
        }
    }

    /// `label_replace(v, target, replacement, source, pattern)`.
    private func labelReplace(
        _ arguments: [Expression], _ place: SourcePlace, on grid: StepGrid
    ) throws -> VectorColumns {
        let target = try string(arguments[1])
        let replacement = try string(arguments[2])
        let source = try string(arguments[3])
        guard LabelName.isValid(target) else {
            throw PromQLError("invalid destination label name in label_replace(): \(target)", at: arguments[1].place)
        }
        let text = try string(arguments[4])
        guard let pattern = try? Pattern(text) else {
            throw PromQLError("invalid regular expression in label_replace(): \(text)", at: arguments[4].place)
        }
        return try relabelled(try vector(arguments[0], on: grid), target, place) { labels in
            guard let groups = pattern.captures(labels[source] ?? "") else { return nil }
            return CaptureTemplate.expand(replacement, groups, pattern.groupNames)
        }
    }

    /// `label_join(v, target, separator, source…)`.
    private func labelJoin(_ arguments: [Expression], _ place: SourcePlace, on grid: StepGrid) throws -> VectorColumns {
        let target = try string(arguments[1])
        let separator = try string(arguments[2])
        let sources = try arguments.dropFirst(3).map { try string($0) }
        for name in sources where !LabelName.isValid(name) {
            throw PromQLError("invalid source label name in label_join(): \(name)", at: place)
        }
        guard LabelName.isValid(target) else {
            throw PromQLError("invalid destination label name in label_join(): \(target)", at: arguments[1].place)
        }
        return try relabelled(try vector(arguments[0], on: grid), target, place) { labels in
            sources.map { labels[$0] ?? "" }.joined(separator: separator)
        }
    }

    /// The vector with one label set; a name that is set stays to the end.
    private func relabelled(
        _ input: VectorColumns, _ target: String, _ place: SourcePlace, _ value: (Labels) -> String?
    ) throws -> VectorColumns {
        var result = input
        for row in 0..<input.rows {
            guard let value = value(input.labels[row]) else { continue }
            let drops = target != Labels.nameLabel && input.dropsName[row]
            result.relabel(row, input.labels[row].setting(target, to: value), dropsName: drops)
        }
        return try result.unique(place)
    }

    /// `sort_by_label(v, label…)`: by the labels in their order, numbers within them as numbers; then by all labels.
    private func sortedByLabels(
        _ arguments: [Expression], descending: Bool, on grid: StepGrid
    ) throws -> VectorColumns {
        let names = try arguments.dropFirst().map { try string($0) }
        let columns = try vector(arguments[0], on: grid)
        guard grid.count == 1 else { return columns }
        let order = columns.labels.indices.sorted { left, right in
            let (mine, other) = (columns.labels[left], columns.labels[right])
            for name in names {
                let (one, two) = (mine[name] ?? "", other[name] ?? "")
                if one == two { continue }
                if NaturalOrder.precedes(one, two) { return !descending }
                if NaturalOrder.precedes(two, one) { return descending }
            }
            return descending ? other < mine : mine < other
        }
        return columns.taking(order)
    }
}
