/// Up to 120 samples, compressed as in Facebook's Gorilla paper (VLDB 2015, section 4.1): times as the difference of
/// differences, values as the exclusive or with their predecessor. A sample a second of a still value takes two bits.
struct SampleChunk: Sendable {
    static let capacity = 120

    private(set) var count = 0
    private(set) var firstMilliseconds: Int64 = 0
    private(set) var lastMilliseconds: Int64 = 0
    private(set) var lastValue = 0.0
    private var bits = BitBuffer()
    private var delta: Int64 = 0
    /// The window of meaningful bits that was written last: leading zeros and length.
    private var window = ValueWindow()

    var isFull: Bool { count >= Self.capacity }

    /// Bytes held, for the store's own figures.
    var byteCount: Int { bits.bytes.count }

    /// Adds a sample later than all before it.
    mutating func append(_ milliseconds: Int64, _ value: Double) {
        if count == 0 {
            firstMilliseconds = milliseconds
            bits.append(UInt64(bitPattern: milliseconds), bits: 64)
            bits.append(value.bitPattern, bits: 64)
        } else {
            appendTime(milliseconds)
            appendValue(value.bitPattern ^ lastValue.bitPattern)
        }
        lastMilliseconds = milliseconds
        lastValue = value
        count += 1
        if isFull { bits.trim() }
    }

    /// Hands every sample to `body` in order of time, until it answers false.
    func forEach(_ body: (SamplePoint) -> Bool) {
        guard count > 0 else { return }
        var cursor = BitCursor(bits.bytes)
        var time = Int64(bitPattern: cursor.read(64))
        var value = cursor.read(64)
        var delta: Int64 = 0
        var window = ValueWindow()
        for index in 0..<count {
            if index > 0 {
                delta &+= Self.readTimeChange(&cursor)
                time &+= delta
                value ^= window.read(from: &cursor)
            }
            guard body(SamplePoint(milliseconds: time, value: Double(bitPattern: value))) else { return }
        }
    }

    private mutating func appendTime(_ milliseconds: Int64) {
        let newDelta = milliseconds &- lastMilliseconds
        let change = newDelta &- delta
        delta = newDelta
        switch change {
        case 0: bits.append(0, bits: 1)
        case -63...64: appendTime(change, prefix: 0b10, length: 2, bits: 7)
        case -8_191...8_192: appendTime(change, prefix: 0b110, length: 3, bits: 14)
        case -524_287...524_288: appendTime(change, prefix: 0b1110, length: 4, bits: 20)
        default: appendTime(change, prefix: 0b1111, length: 4, bits: 64)
        }
    }

    private mutating func appendTime(_ change: Int64, prefix: UInt64, length: Int, bits width: Int) {
        bits.append(prefix, bits: length)
        bits.append(UInt64(bitPattern: change), bits: width)
    }

    private mutating func appendValue(_ difference: UInt64) {
        window.write(difference, to: &bits)
    }

    private static func readTimeChange(_ cursor: inout BitCursor) -> Int64 {
        guard cursor.bit() else { return 0 }
        guard cursor.bit() else { return signed(cursor.read(7), bits: 7) }
        guard cursor.bit() else { return signed(cursor.read(14), bits: 14) }
        guard cursor.bit() else { return signed(cursor.read(20), bits: 20) }
        return Int64(bitPattern: cursor.read(64))
    }

    /// Values above half of the range stand for negative ones, the half itself for a positive one.
    private static func signed(_ raw: UInt64, bits: Int) -> Int64 {
        let value = Int64(raw)
        return value > 1 << Int64(bits - 1) ? value - 1 << Int64(bits) : value
    }
}
