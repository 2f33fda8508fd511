/// Writes the protocol buffer wire format.
struct ProtobufWriter {
    private(set) var bytes: [UInt8] = []

    mutating func integer(_ number: UInt64, _ value: UInt64) {
        head(number, .varint)
        varint(value)
    }

    /// Nothing is written for nil.
    mutating func integer(_ number: UInt64, _ value: UInt64?) {
        if let value { integer(number, value) }
    }

    /// Only what is set is written: false is what a reader takes a missing flag for.
    mutating func flag(_ number: UInt64, _ value: Bool) {
        if value { integer(number, UInt64(1)) }
    }

    mutating func float(_ number: UInt64, _ value: Float) {
        head(number, .fixed32)
        littleEndian(UInt64(value.bitPattern), 4)
    }

    mutating func double(_ number: UInt64, _ value: Double) {
        head(number, .fixed64)
        littleEndian(value.bitPattern, 8)
    }

    mutating func data(_ number: UInt64, _ value: some Collection<UInt8>) {
        head(number, .lengthDelimited)
        varint(UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    /// Nothing is written for nil.
    mutating func text(_ number: UInt64, _ value: String?) {
        if let value { data(number, value.utf8) }
    }

    private mutating func head(_ number: UInt64, _ type: ProtobufReader.WireType) {
        varint(number << 3 | type.rawValue)
    }

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private mutating func littleEndian(_ value: UInt64, _ count: Int) {
        for place in 0..<count { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * UInt64(place)))) }
    }
}
