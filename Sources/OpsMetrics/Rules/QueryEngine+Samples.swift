extension QueryEngine {
    /// What a text asks, as rules and templates take it.
    func samples(of text: String, at milliseconds: Int64) throws -> [Sample] {
        try instant(try PromQL.parse(text), at: milliseconds).samples
    }
}

extension QueryValue {
    /// As rules and templates take it: a vector, or a number as one sample without labels.
    public var samples: [Sample] {
        get throws {
            switch self {
            case .vector(let samples): return samples
            case .scalar(let value): return [Sample(labels: .none, value: value)]
            case .matrix, .string: throw TemplateError(message: "rule result is not a vector or scalar")
            }
        }
    }
}
