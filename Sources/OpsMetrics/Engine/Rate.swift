/// The change of a series over a window, extrapolated to the window's edges: `extrapolatedRate` of Prometheus 3
/// (promql/functions.go).
enum Rate {
    /// The increase or difference over the window; nil with fewer than two samples.
    ///
    /// - Parameters:
    ///   - isCounter: A fall is a restart from zero, and extrapolation does not go below zero.
    ///   - isRate: Divides by the window's seconds.
    static func extrapolated(_ window: SampleWindow, isCounter: Bool, isRate: Bool) -> Double? {
        guard window.samples.count >= 2, let first = window.samples.first, let last = window.samples.last else {
            return nil
        }
        let change = last.value - first.value + (isCounter ? resets(window.samples) : 0)
        let sampled = Double(last.milliseconds - first.milliseconds) / 1_000
        let average = sampled / Double(window.samples.count - 1)
        let threshold = average * 1.1
        var toStart = Double(first.milliseconds - window.start) / 1_000
        var toEnd = Double(window.end - last.milliseconds) / 1_000
        // A sample missing at an edge says that the series began or ended there, half an interval away on average.
        if toStart >= threshold { toStart = average / 2 }
        if isCounter && change > 0 && first.value >= 0 { toStart = min(toStart, sampled * (first.value / change)) }
        if toEnd >= threshold { toEnd = average / 2 }
        let factor = (sampled + toStart + toEnd) / sampled / (isRate ? window.seconds : 1)
        return change * factor
    }

    /// The change between the last two samples, a second for counters' rates; nil with fewer than two.
    static func instant(_ window: SampleWindow, isCounter: Bool) -> Double? {
        guard window.samples.count >= 2 else { return nil }
        let pair = Array(window.samples.suffix(2))
        let milliseconds = pair[1].milliseconds - pair[0].milliseconds
        guard milliseconds > 0 else { return nil }
        if !isCounter { return pair[1].value - pair[0].value }
        let change = pair[1].value < pair[0].value ? pair[1].value : pair[1].value - pair[0].value
        return change / (Double(milliseconds) / 1_000)
    }

    /// What a counter had counted before each of its restarts.
    private static func resets(_ samples: ArraySlice<SamplePoint>) -> Double {
        var correction = 0.0
        var previous = samples.first?.value ?? 0
        for sample in samples.dropFirst() {
            if sample.value < previous { correction += previous }
            previous = sample.value
        }
        return correction
    }
}
