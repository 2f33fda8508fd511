extension SeriesStore {
    /// Writes everything held, part by part (about 256 KiB each). Only references are taken under the lock.
    ///
    /// - Parameter take: Gets the parts in order; what it throws ends the writing.
    public func snapshot(into take: ([UInt8]) throws -> Void) rethrows {
        let held = state.withLock { state in state.series.filter(\.isLive) }
        try take(SnapshotFormat.magic)
        var body: [UInt8] = []
        for series in held {
            SnapshotFormat.write(series, to: &body)
            guard body.count >= SnapshotFormat.partBytes else { continue }
            try take(SnapshotFormat.part(body))
            body.removeAll(keepingCapacity: true)
        }
        if !body.isEmpty { try take(SnapshotFormat.part(body)) }
        try take(SnapshotFormat.part([]))
    }

    /// Takes back what `snapshot` wrote: all of it or, where anything is wrong, nothing. Samples older than the
    /// retention at `milliseconds` and later than it are left out, and series that have samples already. Call it
    /// before the first sample.
    public func restore(from bytes: [UInt8], at milliseconds: Int64) throws(SnapshotError) -> SnapshotSummary {
        let series = try Self.read(bytes)
        var summary = SnapshotSummary()
        state.withLock { state in
            let oldest = milliseconds.clampedSubtracting(state.retentionMilliseconds)
            for (labels, past, recent) in series {
                let old = past.within(oldest, milliseconds)
                let young = recent.within(oldest, milliseconds)
                guard !old.isEmpty || !young.isEmpty, state.slots[labels] == nil,
                    let slot = state.slot(of: labels)
                else { continue }
                state.change(slot) { $0.restore(past: old, recent: young) }
                summary.seriesCount += 1
                summary.sampleCount += old.count + young.count
            }
            state.stayBelowLimit()
        }
        return summary
    }

    private static func read(
        _ bytes: [UInt8]
    ) throws(SnapshotError) -> [(Labels, SampleColumns, SampleColumns)] {
        let magic = SnapshotFormat.magic
        guard bytes.count >= magic.count, bytes.starts(with: magic.dropLast()) else {
            throw .damaged("it does not begin as one")
        }
        guard bytes[magic.count - 1] == magic[magic.count - 1] else { throw .version(UInt64(bytes[magic.count - 1])) }
        var found: [(Labels, SampleColumns, SampleColumns)] = []
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
            guard let part = body.withUnsafeBytes({ SnapshotFormat.series(in: $0) }) else {
                throw .damaged("a part is malformed")
            }
            found += part
            place += Int(length)
        }
        guard place == bytes.count else { throw .damaged("there is more after its end") }
        return found
    }
}

extension SampleColumns {
    fileprivate func within(_ from: Int64, _ through: Int64) -> SampleColumns {
        let low = times.firstIndex { $0 >= from } ?? count
        let high = times.lastIndex { $0 <= through }.map { $0 + 1 } ?? 0
        return low < high ? slice(low..<high) : SampleColumns()
    }
}
