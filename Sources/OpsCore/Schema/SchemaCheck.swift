/// Holds a value against a schema.
public struct SchemaCheck: Sendable {
    let named: [String: Schema]

    public init(named: [String: Schema]) { self.named = named }

    /// The first fault of a value; nil where it fits.
    public func fault(of value: JSONTree, against schema: Schema, at path: [String] = []) -> SchemaFault? {
        switch (schema, value) {
        case (.anything, _): nil
        case (.named(let name), _): fault(of: value, against: named[name] ?? .oneOf([]), at: path)
        case (.text(let length, let form), .text(let text)): Self.fault(text, length, form, path)
        case (.choice(let words), .text(let text)):
            words.contains(text) ? nil : SchemaFault(path, "must be one of: \(words.joined(separator: ", "))")
        case (.whole(let range), .number(let number)): Self.whole(number, range, path)
        case (.number(let range), .number(let number)): Self.number(number, range, path)
        case (.flag, .flag): nil
        case (.list(let item), .list(let values)):
            values.enumerated().lazy.compactMap { fault(of: $1, against: item, at: path + ["\($0)"]) }.first
        case (.map(let item), .object(let members)):
            members.lazy.compactMap { fault(of: $0.value, against: item, at: path + [$0.name]) }.first
        case (.object(let shape), .object(let members)): fault(of: members, against: shape, at: path)
        case (.oneOf(let choices), _): fault(of: value, amongst: choices, at: path)
        default: SchemaFault(path, "must be \(schema.words), not \(Self.words(of: value))")
        }
    }

    private func fault(
        of members: [JSONTree.Member], against shape: Schema.ObjectShape, at path: [String]
    ) -> SchemaFault? {
        for member in members {
            guard let known = shape.members.first(where: { $0.name == member.name }) else {
                if shape.isClosed { return SchemaFault(path + [member.name], "is no member that belongs here") }
                continue
            }
            if let fault = fault(of: member.value, against: known.schema, at: path + [member.name]) { return fault }
        }
        for wanted in shape.members where wanted.isRequired && !members.contains(where: { $0.name == wanted.name }) {
            return SchemaFault(path + [wanted.name], "is missing")
        }
        guard members.count >= shape.least else {
            return SchemaFault(path, "must have at least one of: \(shape.members.map(\.name).joined(separator: ", "))")
        }
        return nil
    }

    /// One of them must fit and no other; of several faults that of the choice which the value comes nearest to.
    private func fault(of value: JSONTree, amongst choices: [Schema], at path: [String]) -> SchemaFault? {
        let faults = choices.map { fault(of: value, against: $0, at: path) }
        let fits = faults.count { $0 == nil }
        if fits == 1 { return nil }
        if fits > 1 { return SchemaFault(path, "fits more than one of its forms") }
        let index = choices.firstIndex { resolved($0).isMeant(by: value) } ?? choices.indices.first
        return index.flatMap { faults[$0] } ?? SchemaFault(path, "must not be here")
    }

    private func resolved(_ schema: Schema) -> Schema {
        if case .named(let name) = schema { named[name] ?? schema } else { schema }
    }

    private static func fault(
        _ text: String, _ length: ClosedRange<Int>?, _ form: TextForm?, _ path: [String]
    ) -> SchemaFault? {
        if let length, !length.contains(text.unicodeScalars.count) {
            return SchemaFault(path, "must have \(length.lowerBound) to \(length.upperBound) characters")
        }
        guard let form, !form.matches(text) else { return nil }
        return SchemaFault(path, "must be \(form.words)")
    }

    private static func whole(_ text: String, _ range: ClosedRange<Int64>?, _ path: [String]) -> SchemaFault? {
        let bounds = range ?? (Int64.min...Int64.max)
        let number = Int64(text) ?? Double(text).flatMap { Int64(exactly: $0) }
        guard let number, bounds.contains(number) else {
            let within = range.map { " from \($0.lowerBound) to \($0.upperBound)" } ?? ""
            return SchemaFault(path, "must be a whole number\(within)")
        }
        return nil
    }

    private static func number(_ text: String, _ range: ClosedRange<Double>?, _ path: [String]) -> SchemaFault? {
        guard let number = Double(text), number.isFinite, range?.contains(number) ?? true else {
            let within = range.map { " from \($0.lowerBound) to \($0.upperBound)" } ?? ""
            return SchemaFault(path, "must be a number\(within)")
        }
        return nil
    }

    private static func words(of value: JSONTree) -> String {
        switch value {
        case .null: "null"
        case .flag: "true or false"
        case .number: "a number"
        case .text: "a string"
        case .list: "a list"
        case .object: "an object"
        }
    }
}

extension Schema {
    /// What a value of it is, for a person.
    var words: String {
        switch self {
        case .anything, .named, .oneOf: "something else"
        case .text, .choice: "a string"
        case .whole: "a whole number"
        case .number: "a number"
        case .flag: "true or false"
        case .list: "a list"
        case .map, .object: "an object"
        }
    }

    /// True where an object's words say that it means to be this one, whatever else is wrong with it.
    func isMeant(by value: JSONTree) -> Bool {
        guard case .object(let shape) = self, case .object(let members) = value else { return false }
        let deciding = shape.members.filter { if case .choice = $0.schema { $0.isRequired } else { false } }
        if deciding.isEmpty { return shape.members.contains { member in members.contains { $0.name == member.name } } }
        return deciding.allSatisfy { member in
            guard case .choice(let words) = member.schema, case .text(let text)? = value[member.name] else {
                return false
            }
            return words.contains(text)
        }
    }
}
