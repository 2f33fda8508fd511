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
        case .identifier(let name): "identifier \"\(name)\""
        case .number(let value): "number \(Exposition.number(value))"
        case .duration: "duration"
        case .string(let text): "string \"\(Exposition.escapeValue(text))\""
        case .symbol(let text): "\"\(text)\""
        case .end: "end of input"
        }
    }
}
