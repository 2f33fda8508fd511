/// Bits written one after the other, most significant first.
struct BitBuffer: Sendable {
    private(set) var bytes: [UInt8] = []
    /// How many bits of the last byte are still free.
    private var freeBits = 0

    mutating func append(_ value: UInt64, bits: Int) {
        var left = bits
        while left > 0 {
            if freeBits == 0 {
                bytes.append(0)
                freeBits = 8
            }
            let taken = min(left, freeBits)
            let part = UInt8(truncatingIfNeeded: (value >> UInt64(left - taken)) & ((1 << UInt64(taken)) - 1))
            bytes[bytes.count - 1] |= part << UInt8(freeBits - taken)
            freeBits -= taken
            left -= taken
        }
    }

    /// Gives back the room reserved for growth, once nothing more will be written.
    mutating func trim() {
        var exact: [UInt8] = []
        exact.reserveCapacity(bytes.count)
        exact.append(contentsOf: bytes)
        bytes = exact
    }
}
