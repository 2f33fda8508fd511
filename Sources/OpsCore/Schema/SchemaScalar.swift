/// A type that is one JSON value.
protocol SchemaScalar: Decodable {
    static var schema: Schema { get }
    /// Any value.
    static var sample: Self { get }
}

extension String: SchemaScalar {
    static var schema: Schema { .text() }
    static var sample: String { "" }
}

extension Bool: SchemaScalar {
    static var schema: Schema { .flag }
    static var sample: Bool { false }
}

extension Double: SchemaScalar {
    static var schema: Schema { .number() }
    static var sample: Double { 0 }
}

extension Int: SchemaScalar {
    static var schema: Schema { .whole() }
    static var sample: Int { 0 }
}

extension Int32: SchemaScalar {
    static var schema: Schema { .whole(Int64(Int32.min)...Int64(Int32.max)) }
    static var sample: Int32 { 0 }
}

extension Int64: SchemaScalar {
    static var schema: Schema { .whole() }
    static var sample: Int64 { 0 }
}

extension UInt64: SchemaScalar {
    static var schema: Schema { .whole(0...Int64.max) }
    static var sample: UInt64 { 0 }
}

extension WallTime: SchemaScalar {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    static var schema: Schema { .whole() }
    static var sample: WallTime { WallTime(milliseconds: 0) }
}

/// A list, whatever its items.
protocol SchemaList {
    static var empty: Self { get }
    static func itemSchema(in catalogue: inout SchemaCatalogue) throws -> Schema
}

extension Array: SchemaList where Element: Decodable {
    static var empty: [Element] { [] }

    static func itemSchema(in catalogue: inout SchemaCatalogue) throws -> Schema {
        try catalogue.schema(of: Element.self)
    }
}

/// An object with free names.
protocol SchemaMap {
    static var empty: Self { get }
    static func valueSchema(in catalogue: inout SchemaCatalogue) throws -> Schema
}

extension Dictionary: SchemaMap where Key == String, Value: Decodable {
    static var empty: [String: Value] { [:] }

    static func valueSchema(in catalogue: inout SchemaCatalogue) throws -> Schema {
        try catalogue.schema(of: Value.self)
    }
}
