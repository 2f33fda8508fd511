/// Reads the protocol buffer wire format one field at a time, never beyond the end of its bytes.
///
/// It does not descend by itself: whoever reads an embedded message makes a reader for it, so the depth is what the
/// caller's code has, whatever the bytes say.
struct ProtobufReader {
    /// What a field's value is made of.
    enum WireType: UInt64 {
        case varint = 0
        case fixed64 = 1
        case lengthDelimited = 2
        case fixed32 = 5
    }

    /// A field's number and what follows it.
    struct Field {
        let number: UInt64
        let type: WireType
    }

    private let bytes: ArraySlice<UInt8>
    private var index: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        index = bytes.startIndex
    }

    /// The next field's head; nil at the end.
    mutating func next() throws(SparkplugRefusal) -> Field? {
        guard index < bytes.endIndex else { return nil }
        let tag = try varint()
        // Field numbers have 29 bits; 3 and 4 are the groups of an earlier time.
        guard tag >> 3 != 0, tag >> 3 < 1 << 29, let type = WireType(rawValue: tag & 7) else { throw .malformed }
        return Field(number: tag >> 3, type: type)
    }

    /// Passes over a field that nobody reads.
    mutating func skip(_ field: Field) throws(SparkplugRefusal) {
        switch field.type {
        case .varint: _ = try varint()
        case .fixed64: _ = try take(8)
        case .lengthDelimited: _ = try delimited()
        case .fixed32: _ = try take(4)
        }
    }

    mutating func integer(_ field: Field) throws(SparkplugRefusal) -> UInt64 {
        guard field.type == .varint else { throw .malformed }
        return try varint()
    }

    mutating func flag(_ field: Field) throws(SparkplugRefusal) -> Bool { try integer(field) != 0 }

    mutating func float(_ field: Field) throws(SparkplugRefusal) -> Float {
        guard field.type == .fixed32 else { throw .malformed }
        return Float(bitPattern: UInt32(truncatingIfNeeded: Self.littleEndian(try take(4))))
    }

    mutating func double(_ field: Field) throws(SparkplugRefusal) -> Double {
        guard field.type == .fixed64 else { throw .malformed }
        return Double(bitPattern: Self.littleEndian(try take(8)))
    }

    mutating func data(_ field: Field) throws(SparkplugRefusal) -> ArraySlice<UInt8> {
        guard field.type == .lengthDelimited else { throw .malformed }
        return try delimited()
    }

    mutating func text(_ field: Field) throws(SparkplugRefusal) -> String {
        guard let text = String(validating: try data(field), as: UTF8.self) else { throw .badText }
        return text
    }

    private mutating func delimited() throws(SparkplugRefusal) -> ArraySlice<UInt8> {
        let length = try varint()
        guard length <= UInt64(bytes.endIndex - index) else { throw .truncated }
        return try take(Int(length))
    }

    private mutating func take(_ count: Int) throws(SparkplugRefusal) -> ArraySlice<UInt8> {
        guard count <= bytes.endIndex - index else { throw .truncated }
        defer { index += count }
        return bytes[index..<index + count]
    }

    /// At most ten bytes of seven bits each, the lowest first; of the tenth only one bit has room.
    private mutating func varint() throws(SparkplugRefusal) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), through: 63, by: 7) {
            guard index < bytes.endIndex else { throw .truncated }
            let byte = bytes[index]
            index += 1
            guard shift < 63 || byte <= 1 else { throw .malformed }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        throw .malformed
    }

    private static func littleEndian(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
