/// Which samples stay when a chunk grows old: the last of each span of 15 s, so that counters stay right, and every
/// staleness marker with the sample before it.
enum Thinning {
    /// Milliseconds of which one sample stays.
    static let spanMilliseconds: Int64 = 15_000
    /// Samples at least so far apart on average are kept as they are: a scrape every 15 s may come a little early.
    static let sparseMilliseconds: Int64 = 10_000

    static func thin(_ columns: SampleColumns) -> SampleColumns {
        guard let first = columns.times.first, let last = columns.times.last, columns.count > 1,
            (last &- first) / Int64(columns.count - 1) < sparseMilliseconds
        else { return columns }
        var kept = SampleColumns()
        for index in columns.times.indices {
            let next = index + 1
            let isLast =
                next == columns.count || span(columns.times[next]) != span(columns.times[index])
                || Staleness.isStale(columns.values[next])
            if isLast || Staleness.isStale(columns.values[index]) {
                kept.append(columns.times[index], columns.values[index])
            }
        }
        return kept
    }

    /// Whether a sample in the thinned past gives way to one that follows it.
    static func isReplaced(_ time: Int64, _ value: Double, by next: Int64) -> Bool {
        span(time) == span(next) && !Staleness.isStale(value) && next &- time < sparseMilliseconds
    }

    private static func span(_ time: Int64) -> Int64 {
        time / spanMilliseconds - (time % spanMilliseconds < 0 ? 1 : 0)
    }
}
