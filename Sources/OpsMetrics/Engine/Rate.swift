/// The change of a series over a window, extrapolated to the window's edges: `extrapolatedRate` of Prometheus 3
/// (promql/functions.go).
enum Rate {
    /// The increase or difference over the window; nil with fewer than two samples.
    ///
    /// - Parameters:
    ///   - isCounter: A fall is a restart from zero, and extrapolation does not go below zero.
    ///   - isRate: Divides by the window's seconds.
    static func extrapolated(_ window: SampleWindow, isCounter: Bool, isRate: Bool) -> Double? {
        guard window.range.count >= 2 else { return nil }
        let (first, last) = (window.range.lowerBound, window.range.upperBound - 1)
        let firstValue = window.columns.values[first]
        let change = window.columns.values[last] - firstValue + (isCounter ? resets(window) : 0)
        let (firstTime, lastTime) = (window.columns.times[first], window.columns.times[last])
        let sampled = Double(lastTime &- firstTime) / 1_000
        let average = sampled / Double(window.range.count - 1)
        let threshold = average * 1.1
        var toStart = Double(firstTime &- window.start) / 1_000
        var toEnd = Double(window.end &- lastTime) / 1_000
        // A sample missing at an edge says that the series began or ended there, half an interval away on average.
        if toStart >= threshold { toStart = average / 2 }
        if isCounter && change > 0 && firstValue >= 0 { toStart = min(toStart, sampled * (firstValue / change)) }
        if toEnd >= threshold { toEnd = average / 2 }
        let factor = (sampled + toStart + toEnd) / sampled / (isRate ? window.seconds : 1)
        return change * factor
    }

    /// The change between the last two samples, a second for counters' rates; nil with fewer than two.
    static func instant(_ window: SampleWindow, isCounter: Bool) -> Double? {
        guard window.range.count >= 2 else { return nil }
        let last = window.range.upperBound - 1
        let (value, before) = (window.columns.values[last], window.columns.values[last - 1])
        let milliseconds = window.columns.times[last] &- window.columns.times[last - 1]
        guard milliseconds > 0 else { return nil }
        if !isCounter { return value - before }
        let change = value < before ? value : value - before
        return change / (Double(milliseconds) / 1_000)
    }

    /// What a counter had counted before each of its restarts.
    private static func resets(_ window: SampleWindow) -> Double {
        let values = window.columns.values
        guard let resets = window.resets else {
            return window.range.dropFirst().reduce(0) { values[$1] < values[$1 - 1] ? $0 + values[$1 - 1] : $0 }
        }
        guard !resets.isEmpty else { return 0 }
        return resets.reduce(0) { sum, index in
            index > window.range.lowerBound && index < window.range.upperBound ? sum + values[index - 1] : sum
        }
    }
}
