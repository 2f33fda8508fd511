extension SeriesStore {
    /// Series that are looked at with the lock held in one go.
    private static let batchCount = 64

    /// Writes everything held, part by part (about 256 KiB each). Only references are taken under the lock, of some series
    /// at a time: what comes while a snapshot is written may be in it.
    ///
    /// - Parameter take: Gets the parts in order; what it throws ends the writing.
    public func snapshot(into take: ([UInt8]) throws -> Void) rethrows {
        try take(SnapshotFormat.magic)
        var body: [UInt8] = []
        let places = references([])
        for start in stride(from: 0, to: places.count, by: Self.batchCount) {
            for (labels, series) in held(places[start..<min(start + Self.batchCount, places.count)]) {
                SnapshotFormat.write(labels, series, to: &body)
                guard body.count >= SnapshotFormat.partBytes else { continue }
                try take(SnapshotFormat.part(body))
                body.removeAll(keepingCapacity: true)
            }
        }
        if !body.isEmpty { try take(SnapshotFormat.part(body)) }
        try take(SnapshotFormat.part([]))
    }

    private func held(_ places: ArraySlice<SeriesReference>) -> [(Labels, StoredSeries)] {
        state.withLock { state in
            places.compactMap { place in
                state.isValid(place) ? (state.labels(place.slot), state.series[Int(place.slot)]) : nil
            }
        }
    }

    /// Takes back what `snapshot` wrote: all of it or, where anything is wrong, nothing. Samples older than the
    /// retention at `milliseconds` and later than it are left out, and series that have samples already. Where there are more series than
    /// places, the reserve stays free. Call it before the first sample.
    public func restore(from bytes: [UInt8], at milliseconds: Int64) throws(SnapshotError) -> SnapshotSummary {
        let oldest = milliseconds.clampedSubtracting(state.withLock(\.retentionMilliseconds))
        let series = try Self.read(bytes, from: oldest, through: milliseconds)
        var summary = SnapshotSummary()
        state.withLock { state in
            // What fits was there within the same limits; what does not, from before the limit was lowered, is nobody's own.
            let fits = series.count <= state.configuration.seriesLimit - state.liveCount
            for entry in series {
                guard !entry.past.isEmpty || !entry.recent.isEmpty, state.slot(known: entry.labels) == nil,
                    let slot = fits ? state.slot(of: entry.labels) : state.unreservedSlot(of: entry.labels)
                else { continue }
                state.change(slot) { $0.restore(past: entry.past, recent: entry.recent) }
                summary.seriesCount += 1
                summary.sampleCount += entry.past.sampleCount + entry.recent.sampleCount
            }
            if state.isOverLimit { state.stayBelowLimit() }
        }
        return summary
    }

    private static func read(
        _ bytes: [UInt8], from: Int64, through: Int64
    ) throws(SnapshotError) -> [SnapshotFormat.Entry] {
        let magic = SnapshotFormat.magic
        guard bytes.count >= magic.count, bytes.starts(with: magic.dropLast()) else {
            throw .damaged("it does not begin as one")
        }
        guard bytes[magic.count - 1] == magic[magic.count - 1] else { throw .version(UInt64(bytes[magic.count - 1])) }
        var found: [SnapshotFormat.Entry] = []
        var place = magic.count
        while true {
            guard bytes.count - place >= 8 else { throw .damaged("it ends too early") }
            let (length, sum) = bytes.withUnsafeBytes { raw in
                (
                    UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: place, as: UInt32.self)),
                    UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: place + 4, as: UInt32.self))
                )
            }
            place += 8
            guard Int(length) <= bytes.count - place else { throw .damaged("it ends too early") }
            let body = bytes[place..<place + Int(length)]
            guard Checksum.crc32(body) == sum else { throw .damaged("a checksum does not fit") }
            guard length > 0 else { break }
            guard let part = body.withUnsafeBytes({ SnapshotFormat.series(in: $0, from: from, through: through) })
            else {
                throw .damaged("a part is malformed")
            }
            found += part
            place += Int(length)
        }
        guard place == bytes.count else { throw .damaged("there is more after its end") }
        return found
    }
}
