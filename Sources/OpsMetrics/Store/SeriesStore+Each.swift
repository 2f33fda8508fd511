extension SeriesStore {
    /// Hands over the series that fulfil all conditions, one after the other, with their samples in `from...through`
    /// (milliseconds since 1970), stale markers among them. The columns are reused: `body` may change them, but not keep
    /// them. Series without a sample in that time are left out. The labels hold the store's texts: whoever keeps them keeps
    /// their `owned`.
    ///
    /// The lock is taken for each series anew, so that nobody who appends waits longer than for one; a series that goes
    /// in the meantime is left out.
    func forEachSeries(
        _ matchers: [Matcher], from: Int64, through: Int64, _ body: (Labels, inout SampleColumns) throws -> Void
    ) rethrows {
        let (texts, found) = held(matchers)
        var columns = SampleColumns()
        for series in found {
            columns.removeAll()
            state.withLock { $0.read(series.reference, from: from, through: through, into: &columns) }
            if !columns.isEmpty { try body(series.labels(texts), &columns) }
        }
    }

    /// What is needed to read the series that fulfil all conditions and may have samples in a time: no text is touched
    /// under the lock.
    func held(
        _ matchers: [Matcher], _ from: Int64 = .min, _ through: Int64 = .max
    ) -> (texts: LabelTexts, series: [HeldSeries]) {
        state.withLock { state in
            let found = state.matching(matchers).filter { state.series[Int($0)].overlaps(from, through) }
            return (LabelTexts(state.index), found.map(state.held))
        }
    }

    /// The series that fulfil all conditions.
    func references(_ matchers: [Matcher]) -> [SeriesReference] {
        state.withLock { state in state.matching(matchers).map(state.reference) }
    }
}

/// What is needed of a series to read it later: where it is, and where its labels are among the texts.
struct HeldSeries {
    let reference: SeriesReference
    let place: UInt32
    let digest: Int

    /// Its labels, which hold the store's texts.
    func labels(_ texts: LabelTexts) -> Labels { Labels(texts, place, digest: digest) }
}

extension StoreState {
    func held(_ slot: UInt32) -> HeldSeries {
        let series = series[Int(slot)]
        return HeldSeries(reference: reference(slot), place: series.place, digest: series.digest)
    }

    func reference(_ slot: UInt32) -> SeriesReference {
        SeriesReference(slot: slot, generation: series[Int(slot)].generation)
    }

    /// Whether the series that a reference was made for is held still.
    func isValid(_ reference: SeriesReference) -> Bool {
        let place = Int(reference.slot)
        return place < series.count && series[place].generation == reference.generation && series[place].isLive
    }

    /// Adds the samples of a series in `from...through`, where it is held still.
    fileprivate func read(_ reference: SeriesReference, from: Int64, through: Int64, into columns: inout SampleColumns)
    {
        let slot = Int(reference.slot)
        guard isValid(reference), series[slot].overlaps(from, through) else { return }
        series[slot].read(from: from, through: through, into: &columns)
    }
}
