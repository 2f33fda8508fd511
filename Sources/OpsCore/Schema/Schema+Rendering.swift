extension Schema {
    /// The schema as JSON Schema 2020-12.
    public var tree: JSONTree {
        switch self {
        case .anything: [:]
        case .text(let length, let form): Self.text(length, form)
        case .choice(let words): ["type": "string", "enum": .list(words.map { .text($0) })]
        case .whole(let range):
            .object(
                [.init("type", "integer"), .init("format", "int64")]
                    + (range.map(Self.bounds) ?? []))
        case .number(let range): .object([.init("type", "number")] + (range.map(Self.bounds) ?? []))
        case .flag: ["type": "boolean"]
        case .list(let item): ["type": "array", "items": item.tree]
        case .map(let value): ["type": "object", "additionalProperties": value.tree]
        case .object(let shape): shape.tree
        case .oneOf(let choices): ["oneOf": .list(choices.map(\.tree))]
        case .named(let name): ["$ref": .text("#/components/schemas/\(name)")]
        }
    }

    private static func text(_ length: ClosedRange<Int>?, _ form: TextForm?) -> JSONTree {
        var members: [JSONTree.Member] = [.init("type", "string")]
        if let length {
            if length.lowerBound > 0 { members.append(.init("minLength", .number("\(length.lowerBound)"))) }
            members.append(.init("maxLength", .number("\(length.upperBound)")))
        }
        if let form { members.append(.init("pattern", .text(form.pattern))) }
        return .object(members)
    }

    private static func bounds<Number>(_ range: ClosedRange<Number>) -> [JSONTree.Member] {
        [.init("minimum", .number("\(range.lowerBound)")), .init("maximum", .number("\(range.upperBound)"))]
    }
}

extension Schema.ObjectShape {
    var tree: JSONTree {
        var out: [JSONTree.Member] = [
            .init("type", "object"),
            .init("properties", .object(members.map { .init($0.name, $0.schema.tree) })),
        ]
        let required = members.filter(\.isRequired)
        if !required.isEmpty { out.append(.init("required", .list(required.map { .text($0.name) }))) }
        if isClosed { out.append(.init("additionalProperties", false)) }
        if least > 0 { out.append(.init("minProperties", .number("\(least)"))) }
        return .object(out)
    }
}
