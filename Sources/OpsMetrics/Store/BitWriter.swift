/// Something that takes bits.
protocol BitSink {
    /// Appends the low `count` bits of `value`, 0...64 of them; higher bits must be zero.
    mutating func append(_ value: UInt64, bits count: Int)
}

/// Bits written one after the other, most significant first. Whole words of eight bytes are kept in `bytes`, the rest
/// waits in `pending`.
struct BitWriter: BitSink, Sendable {
    private(set) var bytes: [UInt8] = []
    private(set) var pending: UInt64 = 0
    private(set) var pendingBits = 0

    /// How many bits were written.
    var bitCount: Int { bytes.count * 8 + pendingBits }

    mutating func append(_ value: UInt64, bits count: Int) {
        let free = 64 - pendingBits
        guard count >= free else {
            pending |= value << UInt64(free - count)
            pendingBits += count
            return
        }
        let over = count - free
        flush(pending | (over >= 64 ? 0 : value >> UInt64(over)))
        pending = over == 0 ? 0 : value << UInt64(64 - over)
        pendingBits = over
    }

    /// Everything written, the last byte filled with zeros.
    func finished() -> [UInt8] {
        var all = bytes
        all.reserveCapacity(bytes.count + (pendingBits + 7) / 8)
        appendPending(to: &all)
        return all
    }

    /// Appends what does not yet fill a word.
    func appendPending(to bytes: inout [UInt8]) {
        for index in 0..<(pendingBits + 7) / 8 {
            bytes.append(UInt8(truncatingIfNeeded: pending >> UInt64(56 - 8 * index)))
        }
    }

    private mutating func flush(_ word: UInt64) {
        // Grown by a third, not doubled: there is one of these a series.
        if bytes.count == bytes.capacity { bytes.reserveCapacity(bytes.count + max(16, bytes.count / 3)) }
        withUnsafeBytes(of: word.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
