/// The snapshot: the word `OPSTSDB` with a version byte, then parts, each with its length (4 bytes, little endian), its
/// CRC-32 and its bytes, and an empty part at the end. A part holds whole series: labels as texts, then three runs of
/// sealed chunks (the thinned past, full resolution, the growing chunk), each with its length.
enum SnapshotFormat {
    static let magic = Array("OPSTSDB".utf8) + [1]
    /// A part is closed when it is as long as this.
    static let partBytes = 1 << 18

    static func part(_ body: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(body.count + 8)
        for number in [UInt32(truncatingIfNeeded: body.count), Checksum.crc32(body)] {
            withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
        }
        return bytes + body
    }

    static func write(_ labels: Labels, _ series: StoredSeries, to bytes: inout [UInt8]) {
        bytes.appendVariable(UInt64(labels.pairs.count))
        for label in labels.pairs {
            for text in [label.name, label.value] {
                bytes.appendVariable(UInt64(text.utf8.count))
                bytes.append(contentsOf: text.utf8)
            }
        }
        var columns = SampleColumns()
        series.open.decode(into: &columns)
        var open: [UInt8] = []
        SealedChunk.write(columns, to: &open)
        for run in [series.past.bytes, series.recent.bytes, open] {
            bytes.appendVariable(UInt64(run.count))
            bytes.append(contentsOf: run)
        }
    }

    /// A series of a snapshot: its chunks stay packed.
    struct Entry {
        let labels: Labels
        let past: ChunkList
        let recent: ChunkList
    }

    /// The series of one part, samples outside `from...through` left out; nil where its bytes are not what `write`
    /// makes. Every chunk is unpacked once to see that it can be.
    static func series(in part: UnsafeRawBufferPointer, from: Int64, through: Int64) -> [Entry]? {
        var reader = ByteReader(part)
        var found: [Entry] = []
        var columns = SampleColumns()
        while reader.left > 0 {
            guard let labels = labels(&reader) else { return nil }
            var lists = [ChunkList(), ChunkList()]
            var last: Int64?
            for run in 0..<3 {
                guard let length = reader.count(limit: reader.left), let bytes = reader.take(length),
                    lists[min(run, 1)].take(bytes, from: from, through: through, after: &last, &columns)
                else { return nil }
            }
            found.append(Entry(labels: labels, past: lists[0], recent: lists[1]))
        }
        return found
    }

    private static func labels(_ reader: inout ByteReader) -> Labels? {
        guard let count = reader.count(limit: 1_024) else { return nil }
        var labels: [Label] = []
        for _ in 0..<count {
            guard let name = text(&reader), let value = text(&reader) else { return nil }
            labels.append(Label(name: name, value: value))
        }
        return Labels(labels: labels)
    }

    private static func text(_ reader: inout ByteReader) -> String? {
        guard let count = reader.count(limit: reader.left), let bytes = reader.take(count) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }
}
