/// One word of an expression.
struct PromQLToken {
    enum Kind: Equatable {
        case identifier(String)
        case number(Double)
        /// A duration literal in milliseconds.
        case duration(Int64)
        case string(String)
        case symbol(String)
        case end
    }

    let kind: Kind
    /// Where it begins, in bytes.
    let offset: Int

    /// As an error message names it.
    var description: String {
        switch kind {
        case .identifier(let name): Self.describe(name)
        case .number(let value): "number \"\(Expression.number(value))\""
        case .duration(let milliseconds): "duration \"\(PromQLDuration.text(milliseconds))\""
        case .string(let text): "string \"\(Exposition.escapeValue(text))\""
        case .symbol(let text): BinaryOperation.Operator(rawValue: text) == nil ? "\"\(text)\"" : "<op:\(text)>"
        case .end: "end of input"
        }
    }

    private static let keywords: Set<String> = [
        "bool", "on", "ignoring", "group_left", "group_right", "by", "without", "offset",
    ]

    private static func describe(_ name: String) -> String {
        let lower = name.lowercased()
        if BinaryOperation.Operator(rawValue: lower) != nil { return "<op:\(lower)>" }
        if Aggregation.Operator(rawValue: lower) != nil { return "<aggr:\(lower)>" }
        if keywords.contains(lower) { return "<\(lower)>" }
        return "identifier \"\(name)\""
    }
}
