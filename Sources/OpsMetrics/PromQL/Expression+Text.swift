extension Expression: CustomStringConvertible {
    /// Canonical PromQL on one line; it parses back to the same tree.
    public var description: String {
        switch node {
        case .number(let value): return Self.number(value)
        case .string(let text): return Self.quoted(text)
        case .vector(let selector): return selector.text + selector.modifiers
        case .range(let selector, let milliseconds):
            return "\(selector.text)[\(Self.duration(selector.rangeExpression, milliseconds))]\(selector.modifiers)"
        case .subquery(let inner, let subquery):
            let range = Self.duration(subquery.rangeExpression, subquery.rangeMilliseconds)
            let step = subquery.stepMilliseconds.map { Self.duration(subquery.stepExpression, $0) } ?? ""
            return "\(inner)[\(range):\(step)]\(subquery.timing.text)"
        case .call(let function, let arguments):
            return "\(function.name)(\(Self.texts(of: arguments, in: function).joined(separator: ", ")))"
        case .aggregation(let aggregation): return aggregation.text
        case .binary(let operation):
            return "\(operation.left) \(operation.operation.rawValue)\(operation.modifiers) \(operation.right)"
        case .negation(let inner): return "-\(inner)"
        case .plus(let inner): return "+\(inner)"
        case .parentheses(let inner): return "(\(inner))"
        }
    }

    /// The second argument of info() is conditions on labels: in braces, a name among them too.
    private static func texts(of arguments: [Expression], in function: PromQLFunction) -> [String] {
        arguments.enumerated().map { index, argument in
            guard function.name == "info", index == 1, case .vector(let selector) = argument.node else {
                return argument.description
            }
            return selector.bracedText + selector.modifiers
        }
    }

    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "Inf" }
        let text = "\(value)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    static func quoted(_ text: String) -> String { "\"\(Exposition.escapeValue(text))\"" }

    static func label(_ name: String) -> String { MetricName.isValidLabel(name) ? name : quoted(name) }

    static func duration(_ written: WrittenDuration?, _ milliseconds: Int64) -> String {
        written?.expression.text ?? PromQLDuration.text(milliseconds)
    }
}

extension VectorSelector {
    private static let notNames: Set<String> = [
        "bool", "on", "ignoring", "group_left", "group_right", "inf", "nan", "atan2",
    ]

    var text: String {
        // The first matcher is the name, where a name was written as one.
        let first = matchers.first.flatMap { $0.name == Labels.nameLabel && $0.operation == .equal ? $0.value : nil }
        let isOnly = matchers.count { $0.name == Labels.nameLabel } == 1
        guard let first, isOnly, MetricName.isValid(first), !Self.notNames.contains(first.lowercased()) else {
            return bracedText
        }
        let rest = matchers.dropFirst().map(Self.text).joined(separator: ",")
        return rest.isEmpty ? first : "\(first){\(rest)}"
    }

    /// All conditions in braces.
    var bracedText: String { "{\(matchers.map(Self.text).joined(separator: ","))}" }

    var modifiers: String { (sampling == .plain ? "" : " \(sampling.rawValue)") + timing.text }

    private static func text(_ matcher: Matcher) -> String {
        Expression.label(matcher.name) + matcher.operation.rawValue + Expression.quoted(matcher.value)
    }
}

extension EvaluationTiming {
    var text: String {
        var text = ""
        switch anchor {
        case nil: break
        case .start: text += " @ start()"
        case .end: text += " @ end()"
        case .milliseconds(let time):
            let rest = String(1_000 + time.magnitude % 1_000).dropFirst()
            text += " @ \(time < 0 ? "-" : "")\(time.magnitude / 1_000).\(rest)"
        }
        guard let offset = offsetMilliseconds else { return text }
        if let offsetExpression { return text + " offset \(offsetExpression.expression.text)" }
        let size = PromQLDuration.text(Int64(clamping: offset.magnitude))
        return text + " offset \(offset < 0 ? "-" : "")\(size)"
    }
}

extension Aggregation {
    var text: String {
        let first = parameter.map { "\($0), " } ?? ""
        return "\(head)(\(first)\(expression))"
    }

    /// What stands before the parenthesis.
    var head: String {
        let names = grouping.map(Expression.label).joined(separator: ", ")
        let clause = isWithout ? " without (\(names)) " : grouping.isEmpty ? "" : " by (\(names)) "
        return operation.rawValue + clause
    }
}

extension BinaryOperation {
    var modifiers: String {
        var text = returnsBool ? " bool" : ""
        if matching.isOn || !matching.labels.isEmpty || !operation.isSet && matching.cardinality != .oneToOne {
            text += " \(matching.isOn ? "on" : "ignoring") (\(Self.list(matching.labels)))"
        }
        if !operation.isSet && matching.cardinality != .oneToOne {
            text += matching.cardinality == .manyToOne ? " group_left" : " group_right"
            text += " (\(Self.list(matching.included)))"
        }
        if let left = matching.fillLeft { text += " fill_left(\(Expression.number(left)))" }
        if let right = matching.fillRight { text += " fill_right(\(Expression.number(right)))" }
        return text
    }

    private static func list(_ names: [String]) -> String { names.map(Expression.label).joined(separator: ", ") }
}

extension DurationExpression {
    var text: String {
        switch self {
        case .seconds(let seconds): Expression.number(seconds)
        case .milliseconds(let milliseconds): PromQLDuration.text(milliseconds)
        case .step: "step()"
        case .range: "range()"
        case .negation(let inner): "-\(inner.text)"
        case .parentheses(let inner): "(\(inner.text))"
        case .least(let left, let right): "min_of(\(left.text), \(right.text))"
        case .greatest(let left, let right): "max_of(\(left.text), \(right.text))"
        case .binary(let operation, let left, let right): "\(left.text) \(operation.rawValue) \(right.text)"
        }
    }
}
