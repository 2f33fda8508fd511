/// The samples of a series that came last, compressed as they come, as in Facebook's Gorilla paper (VLDB 2015, section
/// 4.1): times as the difference of differences, values as the exclusive or with their predecessor.
///
/// There is one for each series, and every rule reads it: it is small, and its bits lie in words that are read where they
/// are.
struct OpenChunk: Sendable {
    /// A chunk with so many samples is sealed: written anew in the denser form of `SealedChunk`.
    static let capacity = 120

    /// What came of a sample.
    enum Outcome {
        /// It was taken; by how many bytes the chunk's room grew (or shrank).
        case taken(grown: Int)
        /// The chunk is empty or full, or the sample is not later than the last.
        case notTaken
    }

    /// Bits, the first of each word on top; the unused ones of the last word are zero.
    private var words: [UInt64] = []
    private(set) var firstMilliseconds: Int64 = 0
    private(set) var lastMilliseconds: Int64 = 0
    private(set) var lastValue = 0.0
    private var delta: Int64 = 0
    /// At most 145 bits a sample.
    private var bitCount: UInt16 = 0
    private var sampleCount: UInt8 = 0
    private var window = ValueWindow()

    var count: Int { Int(sampleCount) }
    var isEmpty: Bool { sampleCount == 0 }
    var isFull: Bool { sampleCount >= Self.capacity }

    /// Bytes on the heap.
    var footprint: Int { Self.footprint(words.capacity) }

    private static func footprint(_ capacity: Int) -> Int { Footprint.array(capacity * 8) }

    /// Adds a sample later than all before it; the chunk must not be full.
    mutating func append(_ milliseconds: Int64, _ value: Double) {
        guard isEmpty else {
            _ = extend(milliseconds, value)
            return
        }
        (firstMilliseconds, lastMilliseconds, lastValue) = (milliseconds, milliseconds, value)
        words = [value.bitPattern]
        bitCount = 64
        sampleCount = 1
    }

    /// Adds a sample where the chunk has begun, has room, and the sample is later than its last: the common case.
    @inline(__always)
    mutating func extend(_ milliseconds: Int64, _ value: Double) -> Outcome {
        guard sampleCount &- 1 < Self.capacity - 1, milliseconds > lastMilliseconds else { return .notTaken }
        let newDelta = milliseconds &- lastMilliseconds
        let time = TimeCode(newDelta &- delta)
        let difference = value.bitPattern ^ lastValue.bitPattern
        let (valueBits, _) = window.cost(difference)
        let before = words.capacity
        makeRoom(time.length &+ time.width &+ valueBits)
        words.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            var bits = WordWriter(base: base, place: Int(bitCount))
            bits.append(time.prefix, bits: time.length)
            if time.width > 0 { bits.append(time.bits, bits: time.width) }
            window.write(difference, to: &bits)
            bitCount = UInt16(truncatingIfNeeded: bits.place)
        }
        (delta, lastMilliseconds, lastValue) = (newDelta, milliseconds, value)
        sampleCount &+= 1
        // Writing alone changes the room too, where a query holds the words and they are copied without what is to spare.
        return .taken(grown: words.capacity == before ? 0 : footprint - Self.footprint(before))
    }

    /// Makes sure that so many more bits fit.
    @inline(__always)
    private mutating func makeRoom(_ bits: Int) {
        let wanted = (Int(bitCount) &+ bits &+ 63) &>> 6
        if wanted > words.count { grow(to: wanted) }
    }

    private mutating func grow(to wanted: Int) {
        // Grown by a third, not doubled: there is one of these a series.
        if wanted > words.capacity { words.reserveCapacity(max(wanted, words.count + max(2, words.count / 3))) }
        while words.count < wanted { words.append(0) }
    }

    /// Adds its samples with `from` ≤ time ≤ `through` to `columns`.
    func decode(from: Int64 = .min, through: Int64 = .max, into columns: inout SampleColumns) {
        guard count > 0, firstMilliseconds <= through, lastMilliseconds >= from else { return }
        withUnsafeTemporaryAllocation(byteCount: 16 * count, alignment: 8) { room in
            guard let raw = room.baseAddress else { return }
            let times = raw.bindMemory(to: Int64.self, capacity: count)
            let values = (raw + 8 * count).bindMemory(to: UInt64.self, capacity: count)
            words.withUnsafeBufferPointer { decode($0, times, values) }
            var (low, high) = (0, count)
            while low < high, times[low] < from { low += 1 }
            while high > low, times[high - 1] > through { high -= 1 }
            columns.times.append(contentsOf: UnsafeBufferPointer(start: times + low, count: high - low))
            values.withMemoryRebound(to: Double.self, capacity: count) { doubles in
                columns.values.append(contentsOf: UnsafeBufferPointer(start: doubles + low, count: high - low))
            }
        }
    }

    private func decode(
        _ words: UnsafeBufferPointer<UInt64>, _ times: UnsafeMutablePointer<Int64>,
        _ values: UnsafeMutablePointer<UInt64>
    ) {
        guard var reader = WordReader(words) else { return }
        var (time, value) = (firstMilliseconds, reader.read(64))
        var delta: Int64 = 0
        var (leading, length) = (0, 64)
        (times[0], values[0]) = (time, value)
        for index in 1..<max(count, 1) {
            var bits = reader.window
            if bits &>> 63 == 0 {
                reader.place &+= 1
                bits = bits &<< 1
            } else {
                delta &+= TimeCode.read(&reader)
                bits = reader.window
            }
            time &+= delta
            times[index] = time
            if bits &>> 63 == 0 {
                reader.place &+= 1
            } else {
                reader.place &+= 2
                if bits &>> 62 == 3 {
                    // What a time left of the word may be too short for all of the window's eleven bits.
                    let header = Int(truncatingIfNeeded: reader.read(11))
                    leading = header >> 6
                    length = header & 0x3F == 0 ? 64 : header & 0x3F
                }
                value ^= reader.read(length) &<< UInt64(truncatingIfNeeded: 64 &- leading &- length)
            }
            values[index] = value
        }
    }
}

/// How the difference of two intervals is written: a prefix, and as many bits as it takes.
struct TimeCode {
    let prefix: UInt64
    let length: Int
    let bits: UInt64
    let width: Int

    @inline(__always)
    init(_ change: Int64) {
        switch change {
        case 0: (prefix, length, width) = (0, 1, 0)
        case -64...63: (prefix, length, width) = (0b10, 2, 7)
        case -8_192...8_191: (prefix, length, width) = (0b110, 3, 14)
        case -524_288...524_287: (prefix, length, width) = (0b1110, 4, 20)
        default: (prefix, length, width) = (0b1111, 4, 64)
        }
        bits = width == 64 ? UInt64(bitPattern: change) : UInt64(bitPattern: change) & ((1 << UInt64(width)) - 1)
    }

    /// Reads one whose first bit is known to be set.
    static func read(_ reader: inout WordReader) -> Int64 {
        let ones = min((~reader.window).leadingZeroBitCount, 4)
        reader.place &+= min(ones &+ 1, 4)
        switch ones {
        case 1: return signed(reader.read(7), 7)
        case 2: return signed(reader.read(14), 14)
        case 3: return signed(reader.read(20), 20)
        default: return Int64(bitPattern: reader.read(64))
        }
    }

    private static func signed(_ raw: UInt64, _ bits: Int64) -> Int64 {
        (Int64(bitPattern: raw) << (64 - bits)) >> (64 - bits)
    }
}
