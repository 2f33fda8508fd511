/// Which bits of the exclusive or of two values were written last; the next difference often fits the same window.
struct ValueWindow: Sendable {
    private var leading: Int8 = -1
    private var trailing: Int8 = 0

    mutating func write(_ difference: UInt64, to bits: inout some BitSink) {
        guard difference != 0 else { return bits.append(0, bits: 1) }
        if fit(difference) {
            // A length of 64 does not fit six bits and is written as 0, which cannot occur.
            let length = UInt64(64 - leading - trailing) & 0x3F
            bits.append(0b11 << 11 | UInt64(leading) << 6 | length, bits: 13)
        } else {
            bits.append(0b10, bits: 2)
        }
        bits.append(difference >> UInt64(trailing), bits: Int(64 - leading - trailing))
    }

    /// Hostile bits may name a window that does not fit; it is cut to one that does.
    @inline(__always)
    mutating func read(from reader: inout BitReader) -> UInt64 {
        let bits = reader.window
        if bits &>> 63 == 0 {
            reader.skip(1)
            return 0
        }
        if bits &>> 62 == 3 {
            leading = Int8(truncatingIfNeeded: bits &>> 57 & 0x1F)
            let length = Int8(truncatingIfNeeded: bits &>> 51 & 0x3F)
            trailing = max(64 - leading - (length == 0 ? 64 : length), 0)
            reader.skip(13)
        } else {
            reader.skip(2)
        }
        return reader.read(Int(64 - max(leading, 0) - trailing)) &<< UInt64(trailing)
    }

    /// The bits that `write` takes for a difference, and the window after it.
    func cost(_ difference: UInt64) -> (bits: Int, next: ValueWindow) {
        guard difference != 0 else { return (1, self) }
        var next = self
        let isNew = next.fit(difference)
        return ((isNew ? 13 : 2) + Int(64 - next.leading - next.trailing), next)
    }

    /// Makes the window one that holds the difference; whether it had to change.
    private mutating func fit(_ difference: UInt64) -> Bool {
        let newLeading = Int8(truncatingIfNeeded: min(difference.leadingZeroBitCount, 31))
        let newTrailing = Int8(truncatingIfNeeded: difference.trailingZeroBitCount)
        if leading >= 0, newLeading >= leading, newTrailing >= trailing { return false }
        (leading, trailing) = (newLeading, newTrailing)
        return true
    }
}
