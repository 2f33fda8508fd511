/// The sealed chunks of a series one after the other in a single array: no object a chunk.
struct ChunkList: Sendable {
    /// A young chunk takes more samples up to this many; longer chunks save heads and cost whoever wants few samples.
    static let fullCount = 240

    private(set) var bytes: [UInt8] = []
    private var chunks: Int32 = 0
    private var samples: Int32 = 0
    private var lastStart: Int32 = 0

    var chunkCount: Int { Int(chunks) }
    var sampleCount: Int { Int(samples) }
    var isEmpty: Bool { chunks == 0 }
    var footprint: Int { Footprint.array(bytes.capacity) }
    var oldest: SealedChunk.Head? { bytes.withUnsafeBytes { SealedChunk.head(in: $0, at: 0) } }
    var newest: SealedChunk.Head? {
        isEmpty ? nil : bytes.withUnsafeBytes { SealedChunk.head(in: $0, at: Int(lastStart)) }
    }

    /// Adds samples later than all before, together with a last chunk that is not full yet.
    mutating func append(_ columns: SampleColumns) {
        var all = columns
        if let last = newest, last.count + columns.count <= Self.fullCount, let young = removeNewest() {
            all = young
            all.append(contentsOf: columns)
        }
        var start = 0
        while start < all.count {
            let end = min(start + Self.fullCount, all.count)
            add(all.slice(start..<end))
            start = end
        }
    }

    /// Takes the newest chunk out again; nil where there is none.
    mutating func removeNewest() -> SampleColumns? {
        guard let head = newest else { return nil }
        var columns = SampleColumns()
        read(head, into: &columns)
        bytes.removeSubrange(head.start...)
        chunks -= 1
        samples -= Int32(truncatingIfNeeded: head.count)
        lastStart = Int32(truncatingIfNeeded: heads().last?.start ?? 0)
        return columns
    }

    /// Takes the oldest chunk out; nil where there is none.
    mutating func removeOldest() -> SampleColumns? {
        guard let head = oldest else { return nil }
        var columns = SampleColumns()
        read(head, into: &columns)
        cut(head.byteCount, 1, head.count)
        return columns
    }

    /// Lets go of the chunks whose last sample lies before `milliseconds`; how many chunks and samples that were.
    mutating func drop(before milliseconds: Int64) -> (chunks: Int, samples: Int) {
        // Asked of every series once a minute, and mostly there is nothing to let go.
        guard let oldest, oldest.last < milliseconds else { return (0, 0) }
        var (end, gone, lost) = (0, 0, 0)
        for head in heads() {
            guard head.last < milliseconds else { break }
            end = head.body.upperBound
            gone += 1
            lost += head.count
        }
        guard gone > 0 else { return (0, 0) }
        cut(end, gone, lost)
        return (gone, lost)
    }

    /// Adds the chunks of a run of bytes from outside, without the samples outside `from...through`. False where they
    /// are no chunks, or one is not later than all before it (`last`).
    mutating func take(
        _ run: UnsafeRawBufferPointer, from: Int64, through: Int64, after last: inout Int64?,
        _ columns: inout SampleColumns
    ) -> Bool {
        var place = 0
        while place < run.count {
            columns.removeAll()
            guard let head = SealedChunk.head(in: run, at: place), SealedChunk.read(head, in: run, into: &columns),
                columns.isAscending(after: last), columns.times.last == head.last
            else { return false }
            last = head.last
            place = head.body.upperBound
            if head.first >= from, head.last <= through {
                add(run[head.start..<place], head.count)
            } else {
                let kept = columns.within(from, through)
                if !kept.isEmpty { add(kept) }
            }
        }
        return true
    }

    /// Every chunk's head, from the oldest on.
    func heads() -> [SealedChunk.Head] {
        var found: [SealedChunk.Head] = []
        found.reserveCapacity(chunkCount)
        bytes.withUnsafeBytes { raw in
            var place = 0
            while place < raw.count, let head = SealedChunk.head(in: raw, at: place) {
                found.append(head)
                place = head.body.upperBound
            }
        }
        return found
    }

    /// Adds the samples with `from` ≤ time ≤ `through`.
    func read(from: Int64, through: Int64, into columns: inout SampleColumns) {
        bytes.withUnsafeBytes { raw in
            var place = 0
            while place < raw.count, let head = SealedChunk.head(in: raw, at: place), head.first <= through {
                if head.last >= from {
                    _ = SealedChunk.read(head, in: raw, from: from, through: through, into: &columns)
                }
                place = head.body.upperBound
            }
        }
    }

    private func read(_ head: SealedChunk.Head, into columns: inout SampleColumns) {
        bytes.withUnsafeBytes { _ = SealedChunk.read(head, in: $0, into: &columns) }
    }

    private mutating func cut(_ end: Int, _ gone: Int, _ lost: Int) {
        bytes = Array(bytes[end...])
        chunks -= Int32(truncatingIfNeeded: gone)
        samples -= Int32(truncatingIfNeeded: lost)
        lastStart = max(lastStart - Int32(truncatingIfNeeded: end), 0)
    }

    private mutating func add(_ columns: SampleColumns) {
        var chunk: [UInt8] = []
        SealedChunk.write(columns, to: &chunk)
        add(chunk, columns.count)
    }

    /// Exactly as much room as is needed: a chunk comes once in two minutes at most.
    private mutating func add(_ chunk: some Collection<UInt8>, _ count: Int) {
        lastStart = Int32(truncatingIfNeeded: bytes.count)
        var longer: [UInt8] = []
        longer.reserveCapacity(bytes.count + chunk.count)
        longer.append(contentsOf: bytes)
        longer.append(contentsOf: chunk)
        bytes = longer
        chunks += 1
        samples += Int32(truncatingIfNeeded: count)
    }
}
