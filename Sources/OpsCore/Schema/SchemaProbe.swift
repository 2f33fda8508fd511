/// A decoder that holds no data: it notes what a type asks for and answers with samples.
final class SchemaProbe: Decoder {
    /// What was noted so far. One probe serves one type on one thread.
    final class State {
        var catalogue: SchemaCatalogue
        var shape: Schema.ObjectShape?

        init(_ catalogue: SchemaCatalogue) { self.catalogue = catalogue }
    }

    let state: State
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]

    init(_ catalogue: SchemaCatalogue) { state = State(catalogue) }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        if state.shape == nil { state.shape = Schema.ObjectShape([]) }
        return KeyedDecodingContainer(SchemaProbeContainer<Key>(state: state))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw SchemaError("a list without a type of its own cannot be followed")
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        throw SchemaError("a type that is one value must be CaseIterable or SchemaDescribed")
    }
}

/// The probe's side of an object.
struct SchemaProbeContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let state: SchemaProbe.State
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { [] }

    func contains(_ key: Key) -> Bool { true }
    func decodeNil(forKey key: Key) throws -> Bool { false }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
        try note(type, key, isRequired: true)
    }

    func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
        _ = try note(type, key, isRequired: false)
        return nil
    }

    private func note<T: Decodable>(_ type: T.Type, _ key: Key, isRequired: Bool) throws -> T {
        let found = try state.catalogue.described(type)
        state.shape?.members.append(
            .init(OpsJSON.wireName(key.stringValue), found.schema, isRequired: isRequired))
        return found.sample
    }

    // The scalars' own requirements: all the same here.
    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try note(type, key, isRequired: true) }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try note(type, key, isRequired: true) }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try note(type, key, isRequired: true) }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float { throw unused }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try note(type, key, isRequired: true) }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { throw unused }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { throw unused }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try note(type, key, isRequired: true) }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try note(type, key, isRequired: true) }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { throw unused }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { throw unused }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { throw unused }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { throw unused }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try note(type, key, isRequired: true) }
    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try optional(type, key) }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { try optional(type, key) }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? { try optional(type, key) }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { try optional(type, key) }
    func decodeIfPresent(_ type: Int32.Type, forKey key: Key) throws -> Int32? { try optional(type, key) }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? { try optional(type, key) }
    func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) throws -> UInt64? { try optional(type, key) }

    private func optional<T: Decodable>(_ type: T.Type, _ key: Key) throws -> T? {
        _ = try note(type, key, isRequired: false)
        return nil
    }

    private var unused: SchemaError { SchemaError("a number of this width is not used in the API") }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { throw unused }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { throw unused }
    func superDecoder() throws -> any Decoder { throw unused }
    func superDecoder(forKey key: Key) throws -> any Decoder { throw unused }
}
