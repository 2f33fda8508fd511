extension Labels: CustomStringConvertible, Comparable {
    /// The series as PromQL writes it: `name{a="b"}`.
    public var description: String {
        let metric = name ?? ""
        let rest = pairs.filter { $0.name != Self.nameLabel }
        if rest.isEmpty && !metric.isEmpty { return metric }
        let inside = rest.map { "\($0.name)=\"\(Exposition.escapeValue($0.value))\"" }.joined(separator: ", ")
        return "\(metric){\(inside)}"
    }

    /// Orders label by label, name before value: a stable order for tables and answers.
    public static func < (left: Labels, right: Labels) -> Bool {
        for (mine, other) in zip(left.pairs, right.pairs) {
            if mine.name != other.name { return mine.name < other.name }
            if mine.value != other.value { return mine.value < other.value }
        }
        return left.pairs.count < right.pairs.count
    }
}
