/// The samples of one series, and those of them in a window of time that is open on the left.
struct SampleWindow {
    /// All samples loaded of the series, ascending in time, without stale markers.
    var columns = SampleColumns()
    /// The samples in the window.
    var range: Range<Int> = 0..<0
    /// The window's left edge in milliseconds, itself outside.
    var start: Int64 = 0
    /// The window's right edge in milliseconds, itself inside.
    var end: Int64 = 0
    /// The time of evaluation in milliseconds, which an offset sets apart from `end`.
    var time: Int64 = 0
    /// Where a value is smaller than the one before it, ascending; nil where nobody looked.
    var resets: [Int]?

    var times: ArraySlice<Int64> { columns.times[range] }
    var values: ArraySlice<Double> { columns.values[range] }
    /// The window's length in seconds.
    var seconds: Double { Double(end &- start) / 1_000 }

    /// Begins anew with the series now in `columns`.
    mutating func restart() {
        range = 0..<0
        resets = nil
    }

    /// Moves on to a window that ends no earlier than the last.
    mutating func move(start: Int64, end: Int64, time: Int64) {
        (self.start, self.end, self.time) = (start, end, time)
        let count = columns.times.count
        var (lower, upper) = (range.lowerBound, range.upperBound)
        while upper < count, columns.times[upper] <= end { upper += 1 }
        while lower < upper, columns.times[lower] <= start { lower += 1 }
        range = lower..<upper
    }

    /// Notes where the counter began anew, for all windows of the series at once.
    mutating func findResets() {
        var found: [Int] = []
        var previous = columns.values.first ?? 0
        for (index, value) in columns.values.enumerated() {
            if value < previous { found.append(index) }
            previous = value
        }
        resets = found
    }
}
