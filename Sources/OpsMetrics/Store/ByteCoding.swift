/// Whole numbers of seven bits a byte, least significant first (LEB128); signed ones zigzag.
extension [UInt8] {
    mutating func appendVariable(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func appendSigned(_ value: Int64) {
        appendVariable(ZigZag.encode(value))
    }

    mutating func appendFixed(_ value: UInt64) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }
}

/// Small numbers of either sign as small numbers without one.
enum ZigZag {
    static func encode(_ value: Int64) -> UInt64 { UInt64(bitPattern: (value &<< 1) ^ (value >> 63)) }
    static func decode(_ value: UInt64) -> Int64 { Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1) }
}

/// Reads what `[UInt8].append…` wrote; nil where the bytes end or make no number.
struct ByteReader {
    let bytes: UnsafeRawBufferPointer
    private(set) var place: Int

    init(_ bytes: UnsafeRawBufferPointer, at place: Int = 0) {
        self.bytes = bytes
        self.place = place
    }

    var left: Int { bytes.count - place }

    mutating func byte() -> UInt8? {
        guard place < bytes.count else { return nil }
        defer { place += 1 }
        return bytes[place]
    }

    mutating func variable() -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while let next = byte() {
            guard shift < 63 || next <= 1 else { return nil }
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 { return value }
            shift += 7
            guard shift < 64 else { return nil }
        }
        return nil
    }

    mutating func signed() -> Int64? { variable().map(ZigZag.decode) }

    /// A count that cannot be larger than `limit`.
    mutating func count(limit: Int) -> Int? {
        guard let value = variable(), value <= UInt64(limit) else { return nil }
        return Int(value)
    }

    mutating func fixed() -> UInt64? {
        guard left >= 8 else { return nil }
        defer { place += 8 }
        return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
    }

    mutating func take(_ count: Int) -> UnsafeRawBufferPointer? {
        guard count >= 0, count <= left else { return nil }
        defer { place += count }
        return UnsafeRawBufferPointer(rebasing: bytes[place..<place + count])
    }
}
