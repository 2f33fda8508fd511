/// Reads bits back in the order they were written. Beyond the end it yields zeros and says so in `isExhausted`.
struct BitReader {
    private let bytes: UnsafeRawBufferPointer
    private let end: Int
    private(set) var place = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        end = bytes.count &* 8
    }

    /// Whether more was read than there was.
    var isExhausted: Bool { place > end }

    /// The next `count` bits, 0...64 of them.
    mutating func read(_ count: Int) -> UInt64 {
        guard count > 0 else { return 0 }
        if count > 56 {
            let high = read(32)
            return high << UInt64(count - 32) | read(count - 32)
        }
        let window = self.window()
        place &+= count
        return window >> UInt64(64 - count)
    }

    mutating func bit() -> Bool {
        let set = window() & (1 << 63) != 0
        place &+= 1
        return set
    }

    /// How many one bits come next, `limit` (at most 56) at most; the zero after them is read too.
    mutating func ones(limit: Int) -> Int {
        let ones = min((~window()).leadingZeroBitCount, limit)
        place &+= ones == limit ? ones : ones + 1
        return ones
    }

    /// How many zero bits come next, 56 at most; they are read, the one after them is not.
    mutating func zeros() -> Int {
        let zeros = min(window().leadingZeroBitCount, 56)
        place &+= zeros
        return zeros
    }

    /// At least 57 bits from the present place on, at the top.
    private func window() -> UInt64 {
        let first = place >> 3
        if first &+ 8 <= bytes.count {
            let word = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: first, as: UInt64.self))
            return word << UInt64(place & 7)
        }
        var word: UInt64 = 0
        var index = first
        while index < bytes.count {
            word |= UInt64(bytes[index]) << UInt64(56 - 8 * (index - first))
            index += 1
        }
        return word << UInt64(place & 7)
    }
}
