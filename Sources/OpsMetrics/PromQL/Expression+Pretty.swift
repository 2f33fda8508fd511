extension Expression {
    /// Longer parts are written over several lines, as in Prometheus.
    private static let lineLimit = 100

    /// The expression over several lines where one would be long, conditions in the order of their texts: as Prometheus'
    /// `format_query` and promtool write it.
    public var pretty: String { ordered.pretty(0) }

    private func pretty(_ level: Int) -> String {
        let margin = String(repeating: "  ", count: level)
        let line = description
        guard line.utf8.count > Self.lineLimit else { return margin + line }
        switch node {
        case .number, .string, .vector, .range: return margin + line
        case .subquery(let inner, _): return inner.pretty(level) + line.dropFirst(inner.description.count)
        case .call(let function, let arguments):
            return Self.bracketed(margin + function.name, arguments, level)
        case .aggregation(let aggregation):
            let operands = (aggregation.parameter.map { [$0] } ?? []) + [aggregation.expression]
            return Self.bracketed(margin + aggregation.head, operands, level)
        case .binary(let operation):
            let word = operation.operation.rawValue + operation.modifiers
            return "\(operation.left.pretty(level + 1))\n\(margin)\(word)\n\(operation.right.pretty(level + 1))"
        case .negation(let inner): return margin + "-" + inner.pretty(level).drop { $0 == " " }
        case .plus(let inner): return margin + "+" + inner.pretty(level).drop { $0 == " " }
        case .parentheses(let inner): return Self.bracketed(margin, [inner], level)
        }
    }

    private static func bracketed(_ head: String, _ operands: [Expression], _ level: Int) -> String {
        let margin = String(repeating: "  ", count: level)
        return head + "(\n" + operands.map { $0.pretty(level + 1) }.joined(separator: ",\n") + "\n\(margin))"
    }

    /// The same with each selector's conditions in the order of their texts.
    private var ordered: Expression {
        let node: Node
        switch self.node {
        case .number, .string: node = self.node
        case .vector(let selector): node = .vector(selector.ordered)
        case .range(let selector, let milliseconds): node = .range(selector.ordered, milliseconds: milliseconds)
        case .subquery(let inner, let subquery): node = .subquery(inner.ordered, subquery)
        case .call(let function, let arguments): node = .call(function, arguments.map(\.ordered))
        case .aggregation(let aggregation):
            node = .aggregation(
                Aggregation(
                    operation: aggregation.operation, expression: aggregation.expression.ordered,
                    parameter: aggregation.parameter?.ordered, grouping: aggregation.grouping,
                    isWithout: aggregation.isWithout))
        case .binary(let operation):
            node = .binary(operation.replacing(operation.left.ordered, operation.right.ordered))
        case .negation(let inner): node = .negation(inner.ordered)
        case .plus(let inner): node = .plus(inner.ordered)
        case .parentheses(let inner): node = .parentheses(inner.ordered)
        }
        return Expression(node: node, place: place)
    }
}

extension VectorSelector {
    /// The same, conditions in the order of their texts; the name comes first as it does.
    fileprivate var ordered: VectorSelector {
        guard matchers.count > 1 else { return self }
        let isNamed = matchers[0].name == Labels.nameLabel && matchers[0].operation == .equal
        let rest = matchers.dropFirst(isNamed ? 1 : 0).map { ($0, "\($0.name)\($0.operation.rawValue)\($0.value)") }
        let sorted = rest.sorted { $0.1.utf8.lexicographicallyPrecedes($1.1.utf8) }.map(\.0)
        var copy = VectorSelector(index: index, matchers: (isNamed ? [matchers[0]] : []) + sorted)
        (copy.timing, copy.sampling, copy.rangeExpression) = (timing, sampling, rangeExpression)
        return copy
    }
}
