/// Reads bits back in the order they were written.
struct BitCursor {
    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func bit() -> Bool {
        guard place >> 3 < bytes.count else { return false }
        defer { place += 1 }
        return bytes[place >> 3] & (0x80 >> UInt8(place & 7)) != 0
    }

    mutating func read(_ bits: Int) -> UInt64 {
        var value: UInt64 = 0
        var left = bits
        while left > 0 {
            guard place >> 3 < bytes.count else { return value << UInt64(left) }
            let inByte = 8 - (place & 7)
            let taken = min(left, inByte)
            let part = (UInt64(bytes[place >> 3]) >> UInt64(inByte - taken)) & ((1 << UInt64(taken)) - 1)
            value = value << UInt64(taken) | part
            place += taken
            left -= taken
        }
        return value
    }
}
