/// The chunk decoder and the snapshot reader over any bytes, and the way there and back over any samples.
///
/// The first byte chooses: 0 chunks, 1 a whole snapshot, 2 the body of one part with a fitting checksum, 3 samples.
enum ChunkFuzz {
    private static let now: Int64 = 1_800_000_000_000

    static func feed(_ bytes: [UInt8]) {
        guard let choice = bytes.first else { return }
        let rest = Array(bytes.dropFirst())
        switch choice % 4 {
        case 0: decode(rest)
        case 1: restore(rest)
        case 2: restore(SnapshotFormat.magic + SnapshotFormat.part(rest) + SnapshotFormat.part([]))
        default: thereAndBack(samples(rest))
        }
    }

    private static func decode(_ bytes: [UInt8]) {
        guard let samples = ChunkCodec.decode(bytes) else { return }
        let isAscending = zip(samples, samples.dropFirst()).allSatisfy { $0.milliseconds < $1.milliseconds }
        if isAscending { thereAndBack(samples) }
    }

    private static func thereAndBack(_ samples: [SamplePoint]) {
        guard !samples.isEmpty else { return }
        let again = ChunkCodec.decode(ChunkCodec.encode(samples))
        promise(again?.count == samples.count, "another number of samples")
        var open = OpenChunk()
        for sample in samples.prefix(OpenChunk.capacity) { open.append(sample.milliseconds, sample.value) }
        var columns = SampleColumns()
        open.decode(into: &columns)
        for (index, sample) in samples.enumerated() {
            promise(again.map { isSame($0[index], sample) } ?? false, "another sample in a sealed chunk")
            guard index < columns.count else { continue }
            let young = SamplePoint(milliseconds: columns.times[index], value: columns.values[index])
            promise(isSame(young, sample), "another sample in an open chunk")
        }
    }

    private static func isSame(_ left: SamplePoint, _ right: SamplePoint) -> Bool {
        left.milliseconds == right.milliseconds && left.value.bitPattern == right.value.bitPattern
    }

    /// What a snapshot holds is taken up, read, written and taken up again.
    private static func restore(_ bytes: [UInt8]) {
        let store = SeriesStore(seriesLimit: 1_000, retention: .seconds(86_400))
        guard let summary = try? store.restore(from: bytes, at: now) else { return }
        let held = store.select([], from: .min, through: .max)
        promise(held.count == summary.seriesCount, "another number of series than it says")
        promise(held.reduce(0) { $0 + $1.samples.count } == summary.sampleCount, "another number of samples")
        var written: [UInt8] = []
        store.snapshot { written += $0 }
        let second = SeriesStore(seriesLimit: 1_000, retention: .seconds(86_400))
        guard let again = try? second.restore(from: written, at: now) else {
            broken("what was written is not taken up")
        }
        promise(again.seriesCount == summary.seriesCount && again.sampleCount == summary.sampleCount, "less came back")
    }

    /// Samples from bytes: a step of time, a kind of value, and its bytes.
    private static func samples(_ bytes: [UInt8]) -> [SamplePoint] {
        var samples: [SamplePoint] = []
        var time = now
        var value = 0.0
        var place = 0
        func take() -> UInt8 {
            defer { place += 1 }
            return place < bytes.count ? bytes[place] : 0
        }
        while place < bytes.count {
            let (step, kind) = (take(), take())
            time &+= step == 255 ? 1 + Int64(take()) << 24 : step == 254 ? 15_000 : 1 + Int64(step)
            switch kind % 8 {
            case 0: break
            case 1: value += Double(take())
            case 2: value = Double(take()) / 10
            case 3: value = Double(Int64(bitPattern: (0..<8).reduce(0) { sum, _ in sum << 8 | UInt64(take()) }))
            case 4: value = Double(bitPattern: (0..<8).reduce(0) { sum, _ in sum << 8 | UInt64(take()) })
            case 5: value = Staleness.marker
            case 6:
                value =
                    [0, -0.0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, 1.7e308, 9_007_199_254_740_994][
                        Int(take() % 8)]
            default: value = -value * 1.000_1
            }
            samples.append(SamplePoint(milliseconds: time, value: value))
        }
        return samples
    }

    static let seeds: [[UInt8]] = {
        let plain = [UInt8]((0..<60).flatMap { [254, UInt8($0 % 8), UInt8($0)] })
        let store = SeriesStore()
        for (index, sample) in samples(plain).enumerated() {
            store.append(Labels(name: "a", [("x", "\(index % 3)")]), at: sample.milliseconds - 3_600_000, sample.value)
        }
        var snapshot: [UInt8] = []
        store.snapshot { snapshot += $0 }
        let body = snapshot.dropFirst(SnapshotFormat.magic.count + 8).dropLast(8)
        return [
            [0] + ChunkCodec.encode(samples(plain)), [0] + ChunkCodec.encode(samples([0, 2, 4, 0, 2, 5, 0, 2, 6])),
            [1] + snapshot, [2] + body, [3] + plain, [3, 254, 2, 1, 254, 2, 2, 254, 2, 3],
        ]
    }()
}
