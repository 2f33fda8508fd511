/// One series in the store: closed chunks, then the one that grows.
struct StoredSeries: Sendable {
    let labels: Labels
    private(set) var chunks: [SampleChunk] = []
    /// Which sampling pass saw it last; a series that a pass misses has ended.
    var pass = 0

    init(labels: Labels) {
        self.labels = labels
    }

    var last: SamplePoint? {
        chunks.last.map { SamplePoint(milliseconds: $0.lastMilliseconds, value: $0.lastValue) }
    }

    var sampleCount: Int { chunks.reduce(0) { $0 + $1.count } }
    var byteCount: Int { chunks.reduce(0) { $0 + $1.byteCount } }

    mutating func append(_ milliseconds: Int64, _ value: Double) {
        if chunks.isEmpty || chunks[chunks.count - 1].isFull { chunks.append(SampleChunk()) }
        chunks[chunks.count - 1].append(milliseconds, value)
    }

    /// Lets go of chunks that lie wholly before `milliseconds`.
    mutating func dropChunks(before milliseconds: Int64) {
        let kept = chunks.firstIndex { $0.lastMilliseconds >= milliseconds } ?? chunks.count
        if kept > 0 { chunks.removeFirst(kept) }
    }

    /// The samples with `from` ≤ time ≤ `through`.
    func samples(from: Int64, through: Int64) -> [SamplePoint] {
        var found: [SamplePoint] = []
        for chunk in chunks where chunk.lastMilliseconds >= from && chunk.firstMilliseconds <= through {
            chunk.forEach { sample in
                guard sample.milliseconds <= through else { return false }
                if sample.milliseconds >= from { found.append(sample) }
                return true
            }
        }
        return found
    }
}
