/// Samples in their final form, as one run of bytes: the format of memory and of the snapshot.
///
/// Numbers are LEB128. count · first time (zigzag) · last − first time · length of the rest · times (`TimeColumn`) ·
/// values (`ValueColumn`). The head alone says which time a chunk covers.
enum SealedChunk {
    /// Samples at most: what bytes from outside can make a reader reserve.
    static let capacity = 480

    struct Head: Sendable, Hashable {
        let count: Int
        let first: Int64
        let last: Int64
        /// Where in the bytes the rest lies.
        let body: Range<Int>
        /// Where the chunk begins.
        let start: Int

        var byteCount: Int { body.upperBound - start }
    }

    /// Appends the chunk of `columns`, which hold 1...`capacity` samples in ascending order of time.
    static func write(_ columns: SampleColumns, to bytes: inout [UInt8]) {
        guard let first = columns.times.first, let last = columns.times.last else { return }
        var body: [UInt8] = []
        TimeColumn.write(columns.times, to: &body)
        ValueColumn.write(columns.values, to: &body)
        bytes.appendVariable(UInt64(columns.count))
        bytes.appendSigned(first)
        bytes.appendVariable(UInt64(bitPattern: last &- first))
        bytes.appendVariable(UInt64(body.count))
        bytes.append(contentsOf: body)
    }

    /// The head of the chunk that begins at `place`; nil where there is none.
    static func head(in bytes: UnsafeRawBufferPointer, at place: Int) -> Head? {
        var reader = ByteReader(bytes, at: place)
        guard let count = reader.count(limit: capacity), count > 0, let first = reader.signed(),
            let span = reader.variable(), let length = reader.count(limit: reader.left), length <= reader.left
        else { return nil }
        let last = first &+ Int64(bitPattern: span)
        guard last >= first else { return nil }
        return Head(
            count: count, first: first, last: last, body: reader.place..<reader.place + length, start: place)
    }

    /// Adds the chunk's samples with `from` ≤ time ≤ `through`; false where the bytes are not what `write` makes.
    static func read(
        _ head: Head, in bytes: UnsafeRawBufferPointer, from: Int64 = .min, through: Int64 = .max,
        into columns: inout SampleColumns
    ) -> Bool {
        // Room for three columns and the body, which the bit reader wants followed by some bytes that may be read.
        let columnBytes = 8 * head.count
        let roomBytes = 3 * columnBytes + head.body.count + BitReader.padding
        return withUnsafeTemporaryAllocation(byteCount: roomBytes, alignment: 8) { room in
            guard let raw = room.baseAddress, let source = bytes.baseAddress else { return false }
            let times = raw.bindMemory(to: Int64.self, capacity: head.count)
            let values = (raw + columnBytes).bindMemory(to: Double.self, capacity: head.count)
            let scratch = (raw + 2 * columnBytes).bindMemory(to: UInt64.self, capacity: head.count)
            let body = raw + 3 * columnBytes
            body.copyMemory(from: source + head.body.lowerBound, byteCount: head.body.count)
            body.storeBytes(of: 0, toByteOffset: head.body.count, as: UInt64.self)
            var reader = ByteReader(UnsafeRawBufferPointer(start: body, count: head.body.count))
            guard TimeColumn.read(head.count, first: head.first, from: &reader, into: times, scratch),
                ValueColumn.read(head.count, from: &reader, into: values, scratch)
            else { return false }
            var (low, high) = (0, head.count)
            while low < high, times[low] < from { low += 1 }
            while high > low, times[high - 1] > through { high -= 1 }
            columns.times.append(contentsOf: UnsafeBufferPointer(start: times + low, count: high - low))
            columns.values.append(contentsOf: UnsafeBufferPointer(start: values + low, count: high - low))
            return true
        }
    }
}
