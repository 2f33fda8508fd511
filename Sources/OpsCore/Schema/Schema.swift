/// The part of JSON Schema (2020-12) that this API's types need: rendered into the document, and checked by the server
/// against what comes in, so that the two cannot differ.
public indirect enum Schema: Equatable, Sendable {
    /// Anything at all.
    case anything
    /// A text of so many characters (Unicode scalars), perhaps of a form.
    case text(ClosedRange<Int>? = nil, TextForm? = nil)
    /// One of these words.
    case choice([String])
    /// A whole number.
    case whole(ClosedRange<Int64>? = nil)
    /// A finite number.
    case number(ClosedRange<Double>? = nil)
    case flag
    case list(Schema)
    /// An object with any names and values of one kind.
    case map(Schema)
    case object(ObjectShape)
    case oneOf([Schema])
    /// One of the document's named schemas.
    case named(String)

    /// An object's members.
    public struct ObjectShape: Equatable, Sendable {
        public var members: [MemberShape]
        /// True where members that are not listed are refused: what a request holds.
        public var isClosed: Bool
        /// How many members there must be at least.
        public var least: Int

        public init(_ members: [MemberShape], isClosed: Bool = false, least: Int = 0) {
            self.members = members
            self.isClosed = isClosed
            self.least = least
        }
    }

    /// One member of an object.
    public struct MemberShape: Equatable, Sendable {
        public var name: String
        public var schema: Schema
        public var isRequired: Bool

        public init(_ name: String, _ schema: Schema, isRequired: Bool = true) {
            self.name = name
            self.schema = schema
            self.isRequired = isRequired
        }
    }
}
