extension SeriesStore {
    /// The series that fulfil all conditions, with their samples in `from...through` (milliseconds since 1970), stale
    /// markers among them. Series without a sample in that time are left out.
    public func select(_ matchers: [Matcher], from: Int64, through: Int64) -> [Series] {
        var columns = SampleColumns()
        let (texts, found) = found(matchers, from, through)
        return found.compactMap { held, stored in
            columns.removeAll()
            stored.read(from: from, through: through, into: &columns)
            guard !columns.isEmpty else { return nil }
            let samples = zip(columns.times, columns.values).map { SamplePoint(milliseconds: $0, value: $1) }
            return Series(labels: held.labels(texts).owned, samples: samples)
        }
    }

    /// The same in flat arrays, which is several times faster for many series.
    ///
    /// - Throws: `StoreLimitError` where there are more than `sampleLimit` samples; then at most one chunk more than that
    ///   was unpacked.
    public func load(
        _ matchers: [Matcher], from: Int64, through: Int64, sampleLimit: Int = .max
    ) throws(StoreLimitError) -> SeriesBlock {
        let (texts, stored) = found(matchers, from, through)
        var block = SeriesBlock()
        block.labels.reserveCapacity(stored.count)
        block.offsets.reserveCapacity(stored.count + 1)
        var columns = SampleColumns()
        let expected = stored.reduce(0) { $0 &+ Self.expected($1.stored, from, through) }
        columns.reserve(min(expected, sampleLimit))
        for (held, series) in stored {
            let before = columns.count
            series.read(from: from, through: through, into: &columns)
            guard columns.count > before else { continue }
            guard columns.count <= sampleLimit else { throw .tooManySamples(limit: sampleLimit) }
            block.labels.append(held.labels(texts).owned)
            block.offsets.append(columns.count)
        }
        block.milliseconds = columns.times
        block.values = columns.values
        return block
    }

    /// The labels of every series that fulfils all conditions.
    public func series(_ matchers: [Matcher]) -> [Labels] {
        let (texts, found) = held(matchers)
        return found.map { $0.labels(texts).owned }
    }

    /// Copies of the compressed chunks are taken under the lock, and unpacked outside it; their labels likewise.
    private func found(
        _ matchers: [Matcher], _ from: Int64, _ through: Int64
    ) -> (texts: LabelTexts, series: [(held: HeldSeries, stored: StoredSeries)]) {
        state.withLock { state in
            var found: [(held: HeldSeries, stored: StoredSeries)] = []
            for slot in state.matching(matchers) {
                let series = state.series[Int(slot)]
                if series.overlaps(from, through) { found.append((state.held(slot), series)) }
            }
            return (LabelTexts(state.index), found)
        }
    }

    /// About how many samples of a series lie in a time, as if they were spread evenly.
    private static func expected(_ series: StoredSeries, _ from: Int64, _ through: Int64) -> Int {
        guard let first = series.firstMilliseconds, let last = series.lastMilliseconds, last > first else { return 1 }
        let (low, high) = (max(first, from), min(last, through))
        guard low <= high else { return 0 }
        let share = (Double(high) - Double(low)) / (Double(last) - Double(first))
        return Int(Double(series.sampleCount) * share) + 2
    }
}

extension StoredSeries {
    /// Whether it may have samples in `from...through`.
    func overlaps(_ from: Int64, _ through: Int64) -> Bool {
        guard let last = lastMilliseconds, last >= from else { return false }
        guard through < last else { return true }
        return firstMilliseconds.map { $0 <= through } ?? false
    }
}
