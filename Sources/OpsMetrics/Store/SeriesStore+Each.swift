extension SeriesStore {
    /// Hands over the series that fulfil all conditions, one after the other, with their samples in `from...through`
    /// (milliseconds since 1970), stale markers among them. The columns are reused: `body` may change them, but not keep
    /// them. Series without a sample in that time are left out.
    func forEachSeries(
        _ matchers: [Matcher], from: Int64, through: Int64, _ body: (Labels, inout SampleColumns) throws -> Void
    ) rethrows {
        var columns = SampleColumns()
        for stored in found(matchers, from, through) {
            columns.removeAll()
            stored.read(from: from, through: through, into: &columns)
            if !columns.isEmpty { try body(stored.labels, &columns) }
        }
    }
}
