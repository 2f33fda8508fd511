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

    /// Adds its samples to `columns`.
    func decode(into columns: inout SampleColumns) {
        guard count > 0 else { return }
        withUnsafeTemporaryAllocation(byteCount: bits.bytes.count + 8, alignment: 8) { buffer in
            bits.bytes.withUnsafeBytes { buffer.copyMemory(from: $0) }
            buffer.storeBytes(of: bits.pending.bigEndian, toByteOffset: bits.bytes.count, as: UInt64.self)
            var reader = BitReader(UnsafeRawBufferPointer(buffer))
            decode(&reader, into: &columns)
        }
    }

    private func decode(_ reader: inout BitReader, into columns: inout SampleColumns) {
        var time = Int64(bitPattern: reader.read(64))
        var value = reader.read(64)
        var delta: Int64 = 0
        var window = ValueWindow()
        columns.append(time, Double(bitPattern: value))
        for _ in 1..<count {
            delta &+= Self.readTimeChange(&reader)
            time &+= delta
            value ^= window.read(from: &reader)
            columns.append(time, Double(bitPattern: value))
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

    private static func readTimeChange(_ reader: inout BitReader) -> Int64 {
        switch reader.ones(limit: 4) {
        case 0: 0
        case 1: signed(reader.read(7), bits: 7)
        case 2: signed(reader.read(14), bits: 14)
        case 3: signed(reader.read(20), bits: 20)
        default: Int64(bitPattern: reader.read(64))
        }
    }

    private static func signed(_ raw: UInt64, bits: Int) -> Int64 {
        let shift = Int64(64 - bits)
        return (Int64(bitPattern: raw) << shift) >> shift
    }
}
