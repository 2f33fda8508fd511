extension Labels: CustomStringConvertible, Comparable {
    /// The series as PromQL writes it: `name{a="b"}`, with names that are no plain words quoted inside the braces.
    public var description: String {
        let metric = name ?? ""
        let isPlain = metric.isEmpty || MetricName.isValid(metric)
        var inside = isPlain ? [] : [Expression.quoted(metric)]
        for label in pairs where label.name != Self.nameLabel {
            inside.append("\(Expression.label(label.name))=\(Expression.quoted(label.value))")
        }
        if isPlain, inside.isEmpty, !metric.isEmpty { return metric }
        return "\(isPlain ? metric : ""){\(inside.joined(separator: ", "))}"
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
