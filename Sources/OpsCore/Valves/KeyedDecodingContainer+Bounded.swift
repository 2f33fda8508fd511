/// Reading with bounds: what every valve payload's fields go through.
extension KeyedDecodingContainer {
    func requireSchema(_ schema: String, _ key: Key) throws {
        guard let found = try? decode(String.self, forKey: key), found == schema else {
            throw PayloadRefusal.otherSchema
        }
    }

    func number(_ key: Key, in range: ClosedRange<Double>) throws -> Double {
        try Self.bounded(decode(Double.self, forKey: key), range)
    }

    func optionalNumber(_ key: Key, in range: ClosedRange<Double>) throws -> Double? {
        try decodeIfPresent(Double.self, forKey: key).map { try Self.bounded($0, range) }
    }

    /// A count: whole, not negative, and exact in every JSON implementation (at most 2^53).
    func count(_ key: Key) throws -> Int64 {
        try Self.exact(decode(Int64.self, forKey: key))
    }

    func optionalCount(_ key: Key) throws -> Int64? {
        try decodeIfPresent(Int64.self, forKey: key).map { try Self.exact($0) }
    }

    func time(_ key: Key) throws -> WallTime { WallTime(milliseconds: try count(key)) }

    /// 1 to 64 characters of the identifier alphabet.
    func identifier(_ key: Key) throws -> String {
        try Self.identifier(decode(String.self, forKey: key))
    }

    func optionalIdentifier(_ key: Key) throws -> String? {
        try decodeIfPresent(String.self, forKey: key).map { try Self.identifier($0) }
    }

    /// 1 to `limit` printable ASCII characters: what devices make up (`boot_id`, tokens, interlock names).
    func token(_ key: Key, limit: Int = 128) throws -> String {
        try Self.token(decode(String.self, forKey: key), limit)
    }

    func optionalToken(_ key: Key, limit: Int = 128) throws -> String? {
        try decodeIfPresent(String.self, forKey: key).map { try Self.token($0, limit) }
    }

    func tokens(_ key: Key) throws -> [String] {
        let texts = try decodeIfPresent([String].self, forKey: key) ?? []
        guard texts.count <= ValvePayloadLimits.maximumInterlocks else { throw PayloadRefusal.outOfRange }
        return try texts.map { try Self.token($0, 64) }
    }

    /// A person's words: bounded, without control or direction-changing characters.
    func optionalProse(_ key: Key) throws -> String? {
        guard let text = try decodeIfPresent(String.self, forKey: key) else { return nil }
        guard PayloadText.isProse(text) else { throw PayloadRefusal.badText }
        return text
    }

    private static func bounded(_ value: Double, _ range: ClosedRange<Double>) throws -> Double {
        guard value.isFinite, range.contains(value) else { throw PayloadRefusal.outOfRange }
        return value
    }

    private static func exact(_ value: Int64) throws -> Int64 {
        guard value >= 0, value <= 1 << 53 else { throw PayloadRefusal.outOfRange }
        return value
    }

    private static func identifier(_ text: String) throws -> String {
        guard ValveTopic.isIdentifier(text) else { throw PayloadRefusal.badText }
        return text
    }

    private static func token(_ text: String, _ limit: Int) throws -> String {
        guard PayloadText.isToken(text, limit: limit) else { throw PayloadRefusal.badText }
        return text
    }
}

extension KeyedDecodingContainer {
    /// One of an enum's words. A word that is none of them is out of range, not another type.
    func choice<Choice: RawRepresentable>(_ key: Key) throws -> Choice where Choice.RawValue == String {
        guard let choice = Choice(rawValue: try decode(String.self, forKey: key)) else {
            throw PayloadRefusal.outOfRange
        }
        return choice
    }
}
