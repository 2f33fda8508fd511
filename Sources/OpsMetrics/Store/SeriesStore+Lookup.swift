/// What the read API asks: names, values and series, each within a time and below a limit.
extension SeriesStore {
    /// Names of labels of the series that fulfil all conditions and have samples in `from...through`.
    public func labelNames(
        _ matchers: [Matcher] = [], from: Int64 = .min, through: Int64 = .max, limit: Int = .max
    ) -> StoreLookup<String> {
        if matchers.isEmpty, from == .min, through == .max {
            return Self.cut(state.withLock { Array($0.index.names.keys) }.sorted(), limit)
        }
        var names: Set<String> = []
        for labels in labels(matchers, from, through) { for label in labels.pairs { names.insert(label.name) } }
        return Self.cut(names.sorted(), limit)
    }

    /// Values of the label `name` of the series that fulfil all conditions and have samples in `from...through`.
    public func labelValues(
        of name: String, _ matchers: [Matcher] = [], from: Int64 = .min, through: Int64 = .max, limit: Int = .max
    ) -> StoreLookup<String> {
        if matchers.isEmpty, from == .min, through == .max {
            let values = state.withLock { Array(($0.index.names[name]?.slots ?? [:]).keys) }
            return Self.cut(values.sorted(), limit)
        }
        var values: Set<String> = []
        for labels in labels(matchers, from, through) { if let value = labels[name] { values.insert(value) } }
        return Self.cut(values.sorted(), limit)
    }

    /// Labels of the series that fulfil all conditions and have samples in `from...through`.
    public func seriesLabels(
        _ matchers: [Matcher], from: Int64 = .min, through: Int64 = .max, limit: Int = .max
    ) -> StoreLookup<Labels> {
        Self.cut(labels(matchers, from, through).sorted(), limit)
    }

    private func labels(_ matchers: [Matcher], _ from: Int64, _ through: Int64) -> [Labels] {
        state.withLock { state in
            state.matching(matchers).compactMap { slot in
                let series = state.series[Int(slot)]
                return Self.overlaps(series, from, through) ? series.labels : nil
            }
        }
    }

    private static func cut<Value>(_ values: [Value], _ limit: Int) -> StoreLookup<Value> {
        guard limit >= 0, values.count > limit else { return StoreLookup(values: values, isTruncated: false) }
        return StoreLookup(values: Array(values.prefix(limit)), isTruncated: true)
    }
}
