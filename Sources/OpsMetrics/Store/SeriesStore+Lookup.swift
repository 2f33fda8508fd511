/// What the read API asks: names, values and series, each within a time and below a limit.
extension SeriesStore {
    /// Names of labels of the series that fulfil all conditions and have samples in `from...through`.
    public func labelNames(
        _ matchers: [Matcher] = [], from: Int64 = .min, through: Int64 = .max, limit: Int = .max
    ) -> StoreLookup<String> {
        let names = state.withLock { state in
            if matchers.isEmpty, from == .min, through == .max { return state.index.nameTexts }
            var seen = SlotSet()
            state.forEachSet(matchers, from, through) { set in
                for label in set { seen.insert(state.index.labels[Int(label)].name) }
            }
            return seen.slots.map { state.index.names[Int($0)].text }
        }
        return Self.cut(names.sorted(), limit)
    }

    /// Values of the label `name` of the series that fulfil all conditions and have samples in `from...through`.
    public func labelValues(
        of name: String, _ matchers: [Matcher] = [], from: Int64 = .min, through: Int64 = .max, limit: Int = .max
    ) -> StoreLookup<String> {
        let values = state.withLock { state -> [String] in
            guard let number = state.index.number(ofName: name) else { return [] }
            if matchers.isEmpty, from == .min, through == .max {
                return state.index.labels(ofName: name).map { state.index.labels[Int($0)].value }
            }
            var seen = SlotSet()
            state.forEachSet(matchers, from, through) { set in
                if let label = set.first(where: { state.index.labels[Int($0)].name == number }) { seen.insert(label) }
            }
            return seen.slots.map { state.index.labels[Int($0)].value }
        }
        return Self.cut(values.sorted(), limit)
    }

    /// Labels of the series that fulfil all conditions and have samples in `from...through`.
    public func seriesLabels(
        _ matchers: [Matcher], from: Int64 = .min, through: Int64 = .max, limit: Int = .max
    ) -> StoreLookup<Labels> {
        let (texts, found) = held(matchers, from, through)
        return Self.cut(found.map { $0.labels(texts).owned }.sorted(), limit)
    }

    /// Whether any series fulfils all conditions and has samples in `from...through`.
    public func hasSeries(_ matchers: [Matcher], from: Int64 = .min, through: Int64 = .max) -> Bool {
        state.withLock { state in
            state.matching(matchers).contains { state.series[Int($0)].overlaps(from, through) }
        }
    }

    private static func cut<Value>(_ values: [Value], _ limit: Int) -> StoreLookup<Value> {
        guard limit >= 0, values.count > limit else { return StoreLookup(values: values, isTruncated: false) }
        return StoreLookup(values: Array(values.prefix(limit)), isTruncated: true)
    }
}

extension StoreState {
    /// Hands over the labels' numbers of each series that fulfils all conditions and has samples in a time.
    fileprivate func forEachSet(
        _ matchers: [Matcher], _ from: Int64, _ through: Int64, _ body: (ArraySlice<UInt32>) -> Void
    ) {
        for slot in matching(matchers) where series[Int(slot)].overlaps(from, through) {
            body(index.sets[series[Int(slot)].place])
        }
    }
}
