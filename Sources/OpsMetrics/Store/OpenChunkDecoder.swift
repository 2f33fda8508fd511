/// Unpacks the bits of an `OpenChunk`: one or two loads a sample, since every rule reads the newest samples of every series.
///
/// The pointers live as long as the call that makes the decoder. Loads beyond the end are moved back to it, so bits that
/// are not what `OpenChunk` writes yield wrong values, never a read outside.
struct OpenChunkDecoder {
    private let bytes: UnsafeRawBufferPointer
    private var place = 0
    private var leading: UInt64 = 0
    private var trailing: UInt64 = 0

    /// - Parameter bytes: The bits, and at least eight bytes after them.
    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// Writes `count` samples, of which there is at least one.
    mutating func decode(_ count: Int, _ times: UnsafeMutablePointer<Int64>, _ values: UnsafeMutablePointer<Double>) {
        var time = Int64(bitPattern: read(64))
        var value = read(64)
        var delta: Int64 = 0
        times[0] = time
        values[0] = Double(bitPattern: value)
        for index in 1..<count {
            let word = load()
            if word >> 63 == 0 { place &+= 1 } else { delta &+= timeChange(word) }
            time &+= delta
            let rest = load()
            if rest >> 63 == 0 { place &+= 1 } else { value ^= difference(rest) }
            times[index] = time
            values[index] = Double(bitPattern: value)
        }
    }

    private mutating func timeChange(_ word: UInt64) -> Int64 {
        let ones = min((~word).leadingZeroBitCount, 4)
        let (skipped, width) = ones == 1 ? (2, 7) : ones == 2 ? (3, 14) : ones == 3 ? (4, 20) : (4, 64)
        place &+= skipped
        let shift = UInt64(64 &- width)
        return Int64(bitPattern: read(width) &<< shift) &>> Int64(shift)
    }

    private mutating func difference(_ word: UInt64) -> UInt64 {
        if word >> 62 & 1 == 0 {
            place &+= 2
        } else {
            leading = word >> 57 & 31
            let length = word >> 51 & 63
            trailing = 64 &- leading &- min(length == 0 ? 64 : length, 64 &- leading)
            place &+= 13
        }
        return read(Int(64 &- leading &- trailing)) &<< trailing
    }

    /// The next `count` bits, 1...64 of them.
    private mutating func read(_ count: Int) -> UInt64 {
        if count > 56 {
            let high = load() >> 32
            place &+= 32
            let low = load() >> UInt64(96 &- count)
            place &+= count &- 32
            return high << UInt64(count &- 32) | low
        }
        let bits = load() >> UInt64(64 &- count)
        place &+= count
        return bits
    }

    /// At least 57 bits from the present place on, at the top.
    private func load() -> UInt64 {
        let first = min(place >> 3, bytes.count &- 8)
        return UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: first, as: UInt64.self)) << UInt64(place & 7)
    }
}
