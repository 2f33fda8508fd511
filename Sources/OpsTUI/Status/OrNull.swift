/// A value that is written as `null` where it is not known; an ordinary optional would leave its key out.
public struct OrNull<Value: Codable & Equatable & Sendable>: Codable, Equatable, Sendable {
    /// The value; nil where it is not known.
    public var value: Value?

    /// A value or nil.
    public init(_ value: Value?) { self.value = value }

    /// Reads a value or null.
    public init(from decoder: any Decoder) throws {
        let box = try decoder.singleValueContainer()
        value = box.decodeNil() ? nil : try box.decode(Value.self)
    }

    /// Writes the value, or null.
    public func encode(to encoder: any Encoder) throws {
        var box = encoder.singleValueContainer()
        if let value { try box.encode(value) } else { try box.encodeNil() }
    }
}
