extension Evaluation {
    /// An element of an instant selector, with the time its sample was taken.
    struct TimedSample {
        let sample: Sample
        let milliseconds: Int64
    }

    /// The newest sample of each series, no older than the look-back, unless the series has ended.
    func instantSamples(_ selector: VectorSelector, at time: Int64) -> [TimedSample] {
        let wanted = selector.timing.time(at: time, start, end)
        return (loaded[selector.index] ?? []).compactMap { series in
            let index = series.samples.partition(after: wanted)
            guard index > 0 else { return nil }
            let newest = series.samples[index - 1]
            guard newest.milliseconds > wanted - lookback, !Staleness.isStale(newest.value) else { return nil }
            return TimedSample(
                sample: Sample(labels: series.labels, value: newest.value), milliseconds: newest.milliseconds)
        }
    }

    /// The windows of a range selector or subquery; series without a sample in it are left out.
    func windows(_ expression: Expression, at time: Int64) throws -> [WindowedSeries] {
        switch expression.node {
        case .range(let selector, let range):
            let windowEnd = selector.timing.time(at: time, start, end)
            return (loaded[selector.index] ?? []).compactMap { series in
                let first = series.samples.partition(after: windowEnd - range)
                let last = series.samples.partition(after: windowEnd)
                guard first < last else { return nil }
                return WindowedSeries(
                    labels: series.labels, nameless: series.nameless, samples: series.samples[first..<last],
                    start: windowEnd - range, end: windowEnd)
            }
        case .subquery(let inner, let subquery): return try windows(inner, subquery, expression.place, at: time)
        case .parentheses(let inner): return try windows(inner, at: time)
        default: throw PromQLError("expected a range vector", at: expression.place)
        }
    }

    /// Evaluates a subquery at the multiples of its step that lie in its window.
    private func windows(
        _ inner: Expression, _ subquery: Subquery, _ place: SourcePlace, at time: Int64
    ) throws -> [WindowedSeries] {
        let step = subquery.stepMilliseconds ?? limits.subqueryStep.milliseconds
        let windowEnd = subquery.timing.time(at: time, start, end)
        let windowStart = windowEnd - subquery.rangeMilliseconds
        guard subquery.rangeMilliseconds / step < limits.steps else {
            throw PromQLError("the subquery has more than \(limits.steps) steps", at: place)
        }
        var first = windowStart / step * step
        if first <= windowStart { first += step }
        guard first <= windowEnd else { return [] }
        return try series(of: inner, from: first, through: windowEnd, step: step).map { series in
            WindowedSeries(
                labels: series.labels, nameless: series.labels.withoutName, samples: series.samples[...],
                start: windowStart, end: windowEnd)
        }
    }
}

extension [SamplePoint] {
    /// The index of the first sample later than `time`; the samples must ascend.
    func partition(after time: Int64) -> Int {
        var low = startIndex
        var high = endIndex
        while low < high {
            let middle = (low + high) / 2
            if self[middle].milliseconds <= time { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// A series with its samples in one window.
struct WindowedSeries {
    let labels: Labels
    let nameless: Labels
    let samples: ArraySlice<SamplePoint>
    let window: SampleWindow

    init(labels: Labels, nameless: Labels, samples: ArraySlice<SamplePoint>, start: Int64, end: Int64) {
        (self.labels, self.nameless, self.samples) = (labels, nameless, samples)
        var window = SampleWindow()
        window.columns = SampleColumns(times: samples.map(\.milliseconds), values: samples.map(\.value))
        window.range = 0..<samples.count
        (window.start, window.end) = (start, end)
        self.window = window
    }
}
