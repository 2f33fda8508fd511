extension SeriesStore {
    /// Hands over the series that fulfil all conditions, one after the other, with their samples in `from...through`
    /// (milliseconds since 1970), stale markers among them. The columns are reused: `body` may change them, but not keep
    /// them. Series without a sample in that time are left out.
    ///
    /// The lock is taken for each series anew, so that nobody who appends waits longer than for one; a series that goes
    /// in the meantime is left out.
    func forEachSeries(
        _ matchers: [Matcher], from: Int64, through: Int64, _ body: (Labels, inout SampleColumns) throws -> Void
    ) rethrows {
        var columns = SampleColumns()
        for place in places(matchers) {
            columns.removeAll()
            let labels = state.withLock { $0.read(place, from: from, through: through, into: &columns) }
            if let labels { try body(labels, &columns) }
        }
    }

    private func places(_ matchers: [Matcher]) -> [SeriesPlace] {
        state.withLock { state in
            state.matching(matchers).map { SeriesPlace(slot: $0, generation: state.series[Int($0)].generation) }
        }
    }
}

/// Where a series is, and which of those that were there.
struct SeriesPlace {
    let slot: UInt32
    let generation: UInt32
}

extension StoreState {
    /// Adds the samples of a series in `from...through`; its labels, or nil where there is no sample or the series went.
    fileprivate func read(
        _ place: SeriesPlace, from: Int64, through: Int64, into columns: inout SampleColumns
    ) -> Labels? {
        let slot = Int(place.slot)
        guard series[slot].isLive, series[slot].generation == place.generation,
            SeriesStore.overlaps(series[slot], from, through)
        else { return nil }
        series[slot].read(from: from, through: through, into: &columns)
        return columns.isEmpty ? nil : series[slot].labels
    }
}
