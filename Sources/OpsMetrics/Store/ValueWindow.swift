/// Which bits of the exclusive or of two values were written last; the next difference often fits the same window.
struct ValueWindow: Sendable {
    private var leading: Int8 = -1
    private var trailing: Int8 = 0

    mutating func write(_ difference: UInt64, to bits: inout BitWriter) {
        guard difference != 0 else { return bits.append(0, bits: 1) }
        let newLeading = Int8(min(difference.leadingZeroBitCount, 31))
        let newTrailing = Int8(difference.trailingZeroBitCount)
        if leading >= 0, newLeading >= leading, newTrailing >= trailing {
            bits.append(0b10, bits: 2)
        } else {
            (leading, trailing) = (newLeading, newTrailing)
            bits.append(0b11, bits: 2)
            bits.append(UInt64(leading), bits: 5)
            // A length of 64 does not fit six bits and is written as 0, which cannot occur.
            bits.append(UInt64(64 - leading - trailing) & 0x3F, bits: 6)
        }
        bits.append(difference >> UInt64(trailing), bits: Int(64 - leading - trailing))
    }

    /// Hostile bits may name a window that does not fit; it is cut to one that does.
    mutating func read(from reader: inout BitReader) -> UInt64 {
        guard reader.bit() else { return 0 }
        if reader.bit() {
            leading = Int8(reader.read(5))
            let length = Int8(reader.read(6))
            trailing = max(64 - leading - (length == 0 ? 64 : length), 0)
        }
        return reader.read(Int(64 - max(leading, 0) - trailing)) << UInt64(trailing)
    }
}
