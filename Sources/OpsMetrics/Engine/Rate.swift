/// The change of a series over a window, extrapolated to the window's edges: `extrapolatedRate` of Prometheus 3
/// (promql/functions.go). The order of the operations is Prometheus' too, so that every bit of the answer is.
enum Rate {
    /// The increase or difference over the window; nil with fewer than two samples.
    ///
    /// - Parameters:
    ///   - isCounter: A fall is a restart from zero, and extrapolation does not go below zero.
    ///   - isRate: Divides by the window's seconds.
    static func extrapolated(_ window: SampleWindow, isCounter: Bool, isRate: Bool) -> Double? {
        let (times, values) = (window.times, window.values)
        guard values.count >= 2, let first = values.first, let last = values.last,
            let firstTime = times.first, let lastTime = times.last
        else { return nil }
        var change = last - first
        if isCounter { addRestarts(of: window, to: &change) }
        let sampled = Double(lastTime &- firstTime) / 1_000
        let average = sampled / Double(values.count - 1)
        let threshold = average * 1.1
        var toStart = Double(firstTime &- window.start) / 1_000
        var toEnd = Double(window.end &- lastTime) / 1_000
        // A sample missing at an edge says that the series began or ended there, half an interval away on average.
        if toStart >= threshold { toStart = average / 2 }
        if isCounter && change > 0 && first >= 0 {
            let toZero = sampled * (first / change)
            if toZero < toStart { toStart = toZero }
        }
        if toEnd >= threshold { toEnd = average / 2 }
        var factor = (sampled + toStart + toEnd) / sampled
        if isRate { factor /= window.seconds }
        return change * factor
    }

    /// The difference of the last two samples, nil with fewer; for `isRate` a second, and a fall is a restart from zero.
    static func instant(_ window: SampleWindow, isRate: Bool) -> Double? {
        let (times, values) = (window.times, window.values)
        guard values.count >= 2 else { return nil }
        let index = values.endIndex - 1
        let milliseconds = times[index] &- times[index - 1]
        guard milliseconds > 0 else { return nil }
        guard isRate else { return values[index] - values[index - 1] }
        let isRestart = values[index] < values[index - 1]
        let change = isRestart ? values[index] : values[index] - values[index - 1]
        return change / (Double(milliseconds) / 1_000)
    }

    /// Adds what the counter had counted before each of its restarts.
    private static func addRestarts(of window: SampleWindow, to change: inout Double) {
        let values = window.values
        let range = values.startIndex + 1..<values.endIndex
        guard let resets = window.resets else {
            for index in range where values[index] < values[index - 1] { change += values[index - 1] }
            return
        }
        // The list covers the whole series; its part in the window is found by halving.
        var (low, high) = (0, resets.count)
        while low < high {
            let middle = (low + high) / 2
            if resets[middle] < range.lowerBound { low = middle + 1 } else { high = middle }
        }
        while low < resets.count, resets[low] < range.upperBound {
            change += values[resets[low] - 1]
            low += 1
        }
    }
}
