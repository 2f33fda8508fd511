extension Evaluation {
    /// The functions that know the query's own times, in seconds, and the smaller and larger of two scalars.
    func queryTime(_ name: String, _ arguments: [Expression], at time: Int64) throws -> Double? {
        switch name {
        case "start": return Double(start) / 1_000
        case "end": return Double(end) / 1_000
        case "range": return Double(end &- start) / 1_000
        case "step": return Double(step) / 1_000
        case "min_of", "max_of":
            let (left, right) = (try scalar(arguments[0], at: time), try scalar(arguments[1], at: time))
            if left.isNaN || right.isNaN { return .nan }
            return name == "min_of" ? min(left, right) : max(left, right)
        default: return nil
        }
    }

    /// `sort_by_label(v, label…)`: by the labels in their order, numbers within them as numbers; then by all labels.
    func sortedByLabels(_ arguments: [Expression], descending: Bool, at time: Int64) throws -> [Sample] {
        let names = try arguments.dropFirst().map { try string($0, at: time) }
        return try vector(arguments[0], at: time).sorted { left, right in
            for name in names {
                let (one, other) = (left.labels[name] ?? "", right.labels[name] ?? "")
                if one == other { continue }
                if NaturalOrder.precedes(one, other) { return !descending }
                if NaturalOrder.precedes(other, one) { return descending }
            }
            return descending ? right.labels < left.labels : left.labels < right.labels
        }
    }
}
