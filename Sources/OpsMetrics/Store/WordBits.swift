/// Writes bits into words that are zero from the place on, most significant first.
struct WordWriter: BitSink {
    let base: UnsafeMutablePointer<UInt64>
    /// The next bit.
    var place: Int

    /// The words must have room for them.
    @inline(__always)
    mutating func append(_ value: UInt64, bits count: Int) {
        let word = place &>> 6
        let room = 64 &- (place & 63)
        if count <= room {
            base[word] |= value &<< UInt64(truncatingIfNeeded: room &- count)
        } else {
            let over = count &- room
            base[word] |= value &>> UInt64(truncatingIfNeeded: over)
            base[word &+ 1] |= value &<< UInt64(truncatingIfNeeded: 64 &- over)
        }
        place &+= count
    }
}

/// Reads what a `WordWriter` wrote; beyond the last word it yields anything.
struct WordReader {
    private let base: UnsafePointer<UInt64>
    private let last: Int
    /// The next bit.
    var place = 0

    /// Nil where there is no word.
    init?(_ words: UnsafeBufferPointer<UInt64>) {
        guard let start = words.baseAddress, !words.isEmpty else { return nil }
        base = start
        last = words.count - 1
    }

    /// The next 64 bits; they are not read by that.
    @inline(__always)
    var window: UInt64 {
        let word = place &>> 6
        let shift = UInt64(truncatingIfNeeded: place & 63)
        let (low, high) = (base[min(word, last)], base[min(word &+ 1, last)])
        return low &<< shift | (high &>> 1) &>> (63 &- shift)
    }

    /// The next `count` bits, 1...64 of them.
    @inline(__always)
    mutating func read(_ count: Int) -> UInt64 {
        let bits = window &>> UInt64(truncatingIfNeeded: 64 &- count)
        place &+= count
        return bits
    }
}
