/// The schemas of Codable types, made by running their own `init(from:)`: what a type decodes is what its schema says.
public struct SchemaCatalogue: Sendable {
    /// Schemas of types that have a name, as the document lists them.
    public private(set) var named: [String: Schema] = [:]
    /// The version of each named schema: `ops.alert/1`.
    public private(set) var versions: [String: String] = [:]

    public init() {}

    /// The schema of a type: a reference where it is an object or an enumeration with a name, else the thing itself.
    ///
    /// - Throws: ``SchemaError`` for a type whose coding cannot be followed.
    public mutating func schema<Value: Decodable>(of type: Value.Type) throws -> Schema {
        try described(type).schema
    }

    /// The schema with a value that `init(from:)` of a larger type can go on with.
    mutating func described<Value: Decodable>(_ type: Value.Type) throws -> (schema: Schema, sample: Value) {
        if let known = try simple(type) { return known }
        let name = Self.name(of: type)
        // A type's own members are probed each time, since its sample is needed; there is no recursion in the API.
        let probe = SchemaProbe(self)
        let sample = try Value(from: probe)
        self = probe.state.catalogue
        guard let shape = probe.state.shape else { throw SchemaError("\(name) decodes no object") }
        named[name] = .object(finished(shape, type))
        noteVersion(of: type, name)
        return (.named(name), sample)
    }

    private func finished<Value>(_ shape: Schema.ObjectShape, _ type: Value.Type) -> Schema.ObjectShape {
        var shape = shape
        if let body = type as? any InboundBody.Type {
            shape.isClosed = true
            shape.least = body.leastMembers
        }
        if let bounded = type as? any SchemaBounded.Type {
            let bounds = Dictionary(
                bounded.bounds.map { (OpsJSON.wireName($0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
            shape.members = shape.members.map { member in
                .init(member.name, bounds[member.name] ?? member.schema, isRequired: member.isRequired)
            }
        }
        return shape
    }

    /// Types that are no object of their own: scalars, lists, maps, enumerations and those that describe themselves.
    private mutating func simple<Value: Decodable>(_ type: Value.Type) throws -> (schema: Schema, sample: Value)? {
        if let scalar = type as? any SchemaScalar.Type, let sample = scalar.sample as? Value {
            return (scalar.schema, sample)
        }
        if let own = type as? any SchemaDescribed.Type, let sample = own.sample as? Value {
            return (try own.schema(in: &self), sample)
        }
        if let list = type as? any SchemaList.Type, let sample = list.empty as? Value {
            return (.list(try list.itemSchema(in: &self)), sample)
        }
        if let map = type as? any SchemaMap.Type, let sample = map.empty as? Value {
            return (.map(try map.valueSchema(in: &self)), sample)
        }
        if let words = type as? any CaseIterable.Type, let found = Self.choice(words), let sample = found.1 as? Value {
            let name = Self.name(of: type)
            named[name] = .choice(found.0)
            noteVersion(of: type, name)
            return (.named(name), sample)
        }
        return nil
    }

    /// Puts a schema that was made by hand under a type's name.
    public mutating func add<Value>(_ schema: Schema, as type: Value.Type) -> Schema {
        let name = Self.name(of: type)
        named[name] = schema
        noteVersion(of: type, name)
        return .named(name)
    }

    private mutating func noteVersion<Value>(of type: Value.Type, _ name: String) {
        versions[name] = (type as? any SchemaVersioned.Type)?.schemaVersion ?? "ops.\(OpsJSON.wireName(name))/1"
    }

    private static func choice<Words: CaseIterable>(_ type: Words.Type) -> ([String], Words)? {
        guard let first = type.allCases.first else { return nil }
        let words = type.allCases.compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
        return words.isEmpty ? nil : (words, first)
    }

    /// The name of a type in the document: nested ones joined, `KeyReloadRejection`.
    public static func name<Value>(of type: Value.Type) -> String {
        String(reflecting: type).split(separator: ".").dropFirst().joined()
    }
}
