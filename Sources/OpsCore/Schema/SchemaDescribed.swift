/// A type that says its schema itself, since its coding is not one value a member.
public protocol SchemaDescribed: Decodable {
    /// Any value, for the probing of types that hold one.
    static var sample: Self { get }
    /// The schema; `catalogue` gives those of other types.
    static func schema(in catalogue: inout SchemaCatalogue) throws -> Schema
}

/// A type whose members have bounds beyond their types; the one place where these stand.
public protocol SchemaBounded {
    /// Schemas by the member's name in Swift.
    static var bounds: [String: Schema] { get }
}

/// A type that has a name and a version of its own in the document: `ops.alert/1`.
public protocol SchemaVersioned {
    /// Name and version, parted by a slash.
    static var schemaVersion: String { get }
}

/// The body of a request: members that it does not know are refused.
public protocol InboundBody: Decodable, Sendable {
    /// How many members there must be at least.
    static var leastMembers: Int { get }
}

extension InboundBody {
    public static var leastMembers: Int { 0 }
}
