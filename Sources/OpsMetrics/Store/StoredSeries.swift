/// One series in the store: its thinned past, its sealed chunks at full resolution, and the chunk that grows.
///
/// The order of its properties leaves no gaps: there is one of these a series.
struct StoredSeries: Sendable {
    /// The hash of its labels, and where their numbers are.
    let digest: Int
    private(set) var past = ChunkList()
    var place: UInt32
    private(set) var recent = ChunkList()
    /// Counts the series that had this slot, so that a reference to an earlier one is known as such.
    var generation: UInt32 = 0
    private(set) var open = OpenChunk()
    private(set) var isLive = true
    /// Which sampling pass saw it last, 0 for none; a series that a pass misses has ended.
    var pass: UInt8 = 0

    init(digest: Int, place: UInt32) {
        (self.digest, self.place) = (digest, place)
    }

    /// A slot without a series, after one of this generation.
    init(emptyAfter generation: UInt32) {
        self.init(digest: 0, place: 0)
        self.generation = generation &+ 1
        isLive = false
    }

    var last: SamplePoint? {
        if !open.isEmpty { return SamplePoint(milliseconds: open.lastMilliseconds, value: open.lastValue) }
        guard let head = recent.newest ?? past.newest else { return nil }
        var columns = SampleColumns()
        read(from: head.last, through: .max, into: &columns)
        return columns.times.last.map { SamplePoint(milliseconds: $0, value: columns.values.last ?? .nan) }
    }

    var lastMilliseconds: Int64? {
        open.isEmpty ? (recent.newest ?? past.newest)?.last : open.lastMilliseconds
    }
    var firstMilliseconds: Int64? {
        (past.oldest ?? recent.oldest)?.first ?? (open.isEmpty ? nil : open.firstMilliseconds)
    }
    var isEmpty: Bool { open.isEmpty && recent.isEmpty && past.isEmpty }
    var sampleCount: Int { past.sampleCount + recent.sampleCount + open.count }
    var chunkCount: Int { past.chunkCount + recent.chunkCount + (open.isEmpty ? 0 : 1) }
    var footprint: Int { past.footprint + recent.footprint + open.footprint }

    /// Adds a sample later than all before it.
    mutating func append(_ milliseconds: Int64, _ value: Double) {
        if open.isFull { seal() }
        open.append(milliseconds, value)
    }

    /// Adds a sample to the growing chunk where that is simple: it has begun, has room, and the sample is later.
    @inline(__always)
    mutating func extend(_ milliseconds: Int64, _ value: Double) -> OpenChunk.Outcome {
        open.extend(milliseconds, value)
    }

    /// Adds the samples with `from` ≤ time ≤ `through` in ascending order.
    func read(from: Int64, through: Int64, into columns: inout SampleColumns) {
        if !past.isEmpty { past.read(from: from, through: through, into: &columns) }
        if !recent.isEmpty { recent.read(from: from, through: through, into: &columns) }
        open.decode(from: from, through: through, into: &columns)
    }

    /// Writes the growing chunk in its final form.
    mutating func seal() {
        guard !open.isEmpty else { return }
        var columns = SampleColumns()
        columns.times.reserveCapacity(open.count)
        columns.values.reserveCapacity(open.count)
        open.decode(into: &columns)
        recent.append(columns)
        open = OpenChunk()
    }

    /// Moves chunks that lie wholly before `milliseconds` to the thinned past; how many samples went by that.
    mutating func thin(before milliseconds: Int64) -> Int {
        if !open.isEmpty, open.lastMilliseconds < milliseconds { seal() }
        var lost = 0
        while let head = recent.oldest, head.last < milliseconds, let columns = recent.removeOldest() {
            let kept = Thinning.thin(columns)
            lost += columns.count - kept.count
            lost += addToPast(kept)
        }
        return lost
    }

    /// Lets go of all chunks whose last sample lies before `milliseconds`.
    mutating func drop(before milliseconds: Int64) -> (chunks: Int, samples: Int) {
        var gone = past.drop(before: milliseconds)
        let more = recent.drop(before: milliseconds)
        gone = (gone.chunks + more.chunks, gone.samples + more.samples)
        if !open.isEmpty, open.lastMilliseconds < milliseconds {
            gone = (gone.chunks + 1, gone.samples + open.count)
            open = OpenChunk()
        }
        return gone
    }

    /// Lets go of every sample later than `milliseconds`, after the clock went back; how many those were.
    mutating func cut(after milliseconds: Int64) -> Int {
        guard let last = lastMilliseconds, last > milliseconds else { return 0 }
        let before = sampleCount
        var (old, young) = (SampleColumns(), SampleColumns())
        past.read(from: .min, through: milliseconds, into: &old)
        recent.read(from: .min, through: milliseconds, into: &young)
        open.decode(through: milliseconds, into: &young)
        restore(past: old, recent: young)
        return before - sampleCount
    }

    /// Replaces everything by these chunks.
    mutating func restore(past old: ChunkList, recent young: ChunkList) {
        (past, recent, open) = (old, young, OpenChunk())
    }

    /// Replaces everything by these samples.
    mutating func restore(past old: SampleColumns, recent young: SampleColumns) {
        (past, recent, open) = (ChunkList(), ChunkList(), OpenChunk())
        if !old.isEmpty { past.append(old) }
        if !young.isEmpty { recent.append(young) }
    }

    private mutating func addToPast(_ columns: SampleColumns) -> Int {
        guard let first = columns.times.first, let head = past.newest,
            Thinning.isReplaced(head.last, .nan, by: first), var newest = past.removeNewest()
        else {
            past.append(columns)
            return 0
        }
        var lost = 0
        if let last = newest.times.last, Thinning.isReplaced(last, newest.values.last ?? .nan, by: first) {
            newest.removeLast()
            lost = 1
        }
        newest.append(contentsOf: columns)
        past.append(newest)
        return lost
    }
}
