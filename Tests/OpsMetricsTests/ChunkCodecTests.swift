import Testing

@testable import OpsMetrics

@Suite("Chunks give back every bit, and take any bytes")
struct ChunkCodecTests {
    enum Shape: CaseIterable {
        case constant, counter, centimes, walk, pages, milliseconds, noise, bits, ended, odd, sparse, extremes, hostile
    }

    static func values(_ shape: Shape, _ count: Int, _ random: inout SeededGenerator) -> [Double] {
        var total = Double(Int.random(in: 0...1_000_000, using: &random))
        return (0..<count).map { index in
            switch shape {
            case .constant: return 42.5
            case .counter: total += Double(Int.random(in: 0...40, using: &random))
            case .centimes: return Double(Int.random(in: -5_000...5_000, using: &random)) / 100
            case .walk: total += Double.random(in: -1...1, using: &random)
            case .pages: total = Double(Int.random(in: 0...1_000, using: &random) * 4_096)
            case .milliseconds: return Double(index * 17) * 0.001
            case .noise: return Double.random(in: -1e300...1e300, using: &random)
            case .bits: return Double(bitPattern: random.next())
            case .ended: return index == count - 1 ? Staleness.marker : 7
            case .odd:
                return [.nan, .infinity, -.infinity, -0.0, 0, 1e308, .leastNonzeroMagnitude].randomElement(
                    using: &random) ?? 0
            case .hostile: return hostileValue(&random)
            case .sparse: if Int.random(in: 0..<50, using: &random) == 0 { total += 1 }
            case .extremes:
                return [9_007_199_254_740_991, -9_007_199_254_740_991, 0].randomElement(using: &random) ?? 0
            }
            return total
        }
    }

    /// NaN with any payload, numbers too small for full precision, and those beside whole numbers' edge.
    private static func hostileValue(_ random: inout SeededGenerator) -> Double {
        switch Int.random(in: 0..<6, using: &random) {
        case 0: Double(bitPattern: 0x7FF0_0000_0000_0000 | random.next() >> 12)
        case 1: Double(bitPattern: 0xFFF0_0000_0000_0000 | random.next() >> 12)
        case 2: Double(bitPattern: random.next() >> 12)
        case 3: [9_007_199_254_740_992, -9_007_199_254_740_994, 9.3e18, -0.0].randomElement(using: &random) ?? 0
        case 4: Staleness.marker
        default: Double(Int.random(in: 0...9, using: &random)) / 10
        }
    }

    static func times(_ kind: Int, _ count: Int, _ random: inout SeededGenerator) -> [Int64] {
        var time: Int64 = kind == 3 ? .min : 1_700_000_000_000
        return (0..<count).map { index in
            defer {
                switch kind {
                case 0: time += 15_000
                case 1: time += 1_000 + Int64.random(in: -3...3, using: &random)
                case 2: time += [1, 64, 65, 8_200, 600_000, 5_000_000_000].randomElement(using: &random) ?? 1
                // All of the range of 64 bits, in as many steps.
                default: time = index == count - 2 ? .max : time &+ Int64.max / Int64(count) &* 2
                }
            }
            return time
        }
    }

    @Test("every shape of values at every kind of times", arguments: Shape.allCases, 0..<4)
    func roundTrip(shape: Shape, kind: Int) {
        var random = SeededGenerator(seed: 3)
        for count in [1, 2, 3, 17, 120, 240, 480] {
            let times = Self.times(kind, count, &random)
            let values = Self.values(shape, count, &random)
            var columns = SampleColumns()
            var open = OpenChunk()
            for (time, value) in zip(times, values) {
                columns.append(time, value)
                if !open.isFull { open.append(time, value) }
            }
            var bytes: [UInt8] = []
            SealedChunk.write(columns, to: &bytes)
            var (sealed, opened) = (SampleColumns(), SampleColumns())
            let isRead = bytes.withUnsafeBytes { raw in
                SealedChunk.head(in: raw, at: 0).map { SealedChunk.read($0, in: raw, into: &sealed) } ?? false
            }
            open.decode(into: &opened)
            #expect(isRead)
            #expect(sealed == columns)
            #expect(opened == columns.slice(0..<min(count, OpenChunk.capacity)))
        }
    }

    @Test("any bytes are read or refused")
    func hostile() {
        var random = SeededGenerator(seed: 9)
        var refused = 0
        for _ in 0..<3_000 {
            let count = Int.random(in: 0...80, using: &random)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            if ChunkCodec.decode(bytes) == nil { refused += 1 }
        }
        #expect(refused > 2_000)
    }

    @Test("changed and cut chunks are read or refused", arguments: Shape.allCases)
    func changed(shape: Shape) {
        var random = SeededGenerator(seed: 5)
        let samples = zip(Self.times(1, 40, &random), Self.values(shape, 40, &random)).map {
            SamplePoint(milliseconds: $0, value: $1)
        }
        let bytes = ChunkCodec.encode(samples)
        for place in bytes.indices {
            #expect(place == 0 || ChunkCodec.decode(Array(bytes[..<place])) == nil)
            for bit in 0..<8 {
                var changed = bytes
                changed[place] ^= 1 << UInt8(bit)
                if let found = ChunkCodec.decode(changed) { #expect(found.count <= 2 * ChunkCodec.capacity) }
            }
        }
    }

    @Test("still series, counters and numbers with few decimals take little")
    func lean() {
        var random = SeededGenerator(seed: 1)
        for (shape, most) in [(Shape.constant, 30), (.ended, 50), (.counter, 260), (.sparse, 60), (.milliseconds, 40)] {
            let samples = zip(Self.times(0, 240, &random), Self.values(shape, 240, &random)).map {
                SamplePoint(milliseconds: $0, value: $1)
            }
            let size = ChunkCodec.encode(samples).count
            #expect(size <= most, "\(shape): \(size) bytes")
        }
    }
}
