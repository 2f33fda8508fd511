/// The store's chunk format by itself: for measuring it, and for feeding it with bytes from anywhere.
public enum ChunkCodec {
    /// Samples a chunk holds at most.
    public static let capacity = SealedChunk.capacity

    /// Chunks of `samples`, which must ascend in time.
    public static func encode(_ samples: [SamplePoint]) -> [UInt8] {
        var bytes: [UInt8] = []
        var columns = SampleColumns()
        for sample in samples {
            columns.append(sample.milliseconds, sample.value)
            guard columns.count == capacity else { continue }
            SealedChunk.write(columns, to: &bytes)
            columns.removeAll()
        }
        SealedChunk.write(columns, to: &bytes)
        return bytes
    }

    /// The samples of chunks, or nil where the bytes are no chunks. Any bytes may be given.
    public static func decode(_ bytes: [UInt8]) -> [SamplePoint]? {
        var columns = SampleColumns()
        let isWhole = bytes.withUnsafeBytes { raw in
            var place = 0
            while place < raw.count {
                guard let head = SealedChunk.head(in: raw, at: place),
                    SealedChunk.read(head, in: raw, into: &columns)
                else { return false }
                place = head.body.upperBound
            }
            return true
        }
        guard isWhole else { return nil }
        return zip(columns.times, columns.values).map { SamplePoint(milliseconds: $0, value: $1) }
    }
}
