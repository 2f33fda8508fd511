/// The samples of a series that came last, compressed as they come, as in Facebook's Gorilla paper (VLDB 2015, section
/// 4.1): times as the difference of differences, values as the exclusive or with their predecessor.
struct OpenChunk: Sendable {
    /// A chunk with so many samples is sealed: written anew in the denser form of `SealedChunk`.
    static let capacity = 120

    private(set) var count = 0
    private(set) var firstMilliseconds: Int64 = 0
    private(set) var lastMilliseconds: Int64 = 0
    private(set) var lastValue = 0.0
    private var delta: Int64 = 0
    private var window = ValueWindow()
    private var bits = BitWriter()

    var isEmpty: Bool { count == 0 }
    var isFull: Bool { count >= Self.capacity }

    /// Bytes on the heap.
    var footprint: Int { bits.bytes.capacity == 0 ? 0 : Footprint.array(bits.bytes.capacity) }

    /// Adds a sample later than all before it.
    mutating func append(_ milliseconds: Int64, _ value: Double) {
        if count == 0 {
            firstMilliseconds = milliseconds
            bits.append(UInt64(bitPattern: milliseconds), bits: 64)
            bits.append(value.bitPattern, bits: 64)
        } else {
            appendTime(milliseconds)
            window.write(value.bitPattern ^ lastValue.bitPattern, to: &bits)
        }
        lastMilliseconds = milliseconds
        lastValue = value
        count += 1
    }

    /// Adds its samples with `from` ≤ time ≤ `through` to `columns`.
    func decode(from: Int64 = .min, through: Int64 = .max, into columns: inout SampleColumns) {
        guard count > 0, firstMilliseconds <= through, lastMilliseconds >= from else { return }
        let length = bits.bytes.count
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 2 * count + length / 8 + 3) { room in
            guard let base = room.baseAddress else { return }
            let raw = UnsafeMutableRawPointer(base)
            let times = raw.bindMemory(to: Int64.self, capacity: count)
            let values = (raw + 8 * count).bindMemory(to: Double.self, capacity: count)
            // The bits, the word not yet full, and room for loads that begin in it.
            let packed = UnsafeMutableRawBufferPointer(start: raw + 16 * count, count: length + 16)
            bits.bytes.withUnsafeBytes { packed.copyMemory(from: $0) }
            packed.storeBytes(of: bits.pending.bigEndian, toByteOffset: length, as: UInt64.self)
            packed.storeBytes(of: 0, toByteOffset: length + 8, as: UInt64.self)
            var decoder = OpenChunkDecoder(UnsafeRawBufferPointer(packed))
            decoder.decode(count, times, values)
            var (low, high) = (0, count)
            while low < high, times[low] < from { low += 1 }
            while high > low, times[high - 1] > through { high -= 1 }
            columns.times.append(contentsOf: UnsafeBufferPointer(start: times + low, count: high - low))
            columns.values.append(contentsOf: UnsafeBufferPointer(start: values + low, count: high - low))
        }
    }

    private mutating func appendTime(_ milliseconds: Int64) {
        let newDelta = milliseconds &- lastMilliseconds
        let change = newDelta &- delta
        delta = newDelta
        switch change {
        case 0: bits.append(0, bits: 1)
        case -64...63: appendTime(change, prefix: 0b10, length: 2, bits: 7)
        case -8_192...8_191: appendTime(change, prefix: 0b110, length: 3, bits: 14)
        case -524_288...524_287: appendTime(change, prefix: 0b1110, length: 4, bits: 20)
        default: appendTime(change, prefix: 0b1111, length: 4, bits: 64)
        }
    }

    private mutating func appendTime(_ change: Int64, prefix: UInt64, length: Int, bits width: Int) {
        bits.append(prefix, bits: length)
        let mask = width == 64 ? UInt64.max : (1 << UInt64(width)) - 1
        bits.append(UInt64(bitPattern: change) & mask, bits: width)
    }
}
