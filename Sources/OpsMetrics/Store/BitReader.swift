/// Reads bits back in the order they were written. Beyond the end it yields anything and says so in `isExhausted`.
struct BitReader {
    /// Bytes that must be readable after the bits' own: so no read needs to ask where the end is.
    static let padding = 8

    private let base: UnsafeRawPointer
    private let byteCount: Int
    private(set) var place = 0

    /// - Parameter bytes: The bits; `padding` more bytes after them must be readable. Nil where they are nowhere.
    init?(padded bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return nil }
        byteCount = bytes.count
        base = start
    }

    /// Whether more was read than there was.
    var isExhausted: Bool { place > byteCount &* 8 }

    /// The next 57 bits at least, at the top of the word; they are not read by that.
    @inline(__always)
    var window: UInt64 {
        let first = min(place &>> 3, byteCount)
        return UInt64(bigEndian: base.loadUnaligned(fromByteOffset: first, as: UInt64.self)) &<< UInt64(place & 7)
    }

    @inline(__always)
    mutating func skip(_ count: Int) { place &+= count }

    /// The next `count` bits, 0...64 of them.
    @inline(__always)
    mutating func read(_ count: Int) -> UInt64 {
        if count > 56 { return readLong(count) }
        let bits = (window &>> 1) &>> UInt64(63 &- count)
        place &+= count
        return bits
    }

    private mutating func readLong(_ count: Int) -> UInt64 {
        let high = window &>> 32
        place &+= 32
        let low = window &>> UInt64(96 &- count)
        place &+= count &- 32
        return high &<< UInt64(count &- 32) | low
    }

    /// How many one bits come next, `limit` (at most 56) at most; the zero after them is read too.
    @inline(__always)
    mutating func ones(limit: Int) -> Int {
        let ones = min((~window).leadingZeroBitCount, limit)
        place &+= ones == limit ? ones : ones + 1
        return ones
    }

    /// How many zero bits come next, 56 at most; they are read, the one after them is not.
    @inline(__always)
    mutating func zeros() -> Int {
        let zeros = min(window.leadingZeroBitCount, 56)
        place &+= zeros
        return zeros
    }
}
