/// Windows with `anchored` and `smoothed` (Prometheus 3's extended range selectors): the window's edges have values of their
/// own, so nothing is extrapolated. Source of the rules: promql/functions.go and engine.go of Prometheus.
///
/// `columns` of a window hold samples from beyond it, both spans open on the left: `anchored` those since a look-back before
/// the window's start, `smoothed` those up to a look-back behind its end too.
enum ExtendedRange {
    /// Whether samples behind the window's end matter.
    static func looksAhead(_ sampling: VectorSelector.Sampling) -> Bool { sampling == .smoothed }

    /// The functions that a modifier may stand with, in the order in which an error lists them.
    static func functions(_ sampling: VectorSelector.Sampling) -> [String] {
        switch sampling {
        case .plain: []
        case .anchored: ["changes", "delta", "increase", "rate", "resets"]
        case .smoothed: ["delta", "increase", "rate"]
        }
    }

    /// Why a function may not be used with a modifier; nil where it may.
    static func refusal(_ function: String, _ sampling: VectorSelector.Sampling) -> String? {
        let allowed = functions(sampling)
        guard sampling != .plain, !allowed.contains(function) else { return nil }
        return
            "\(sampling.rawValue) modifier can only be used with: \(allowed.joined(separator: ", ")) - not with \(function)"
    }

    /// The value of a function over one window; nil where all samples lie before its start, or all behind its end.
    ///
    /// - Parameters:
    ///   - function: One of `functions(sampling)`.
    ///   - window: `range` may be empty; what lies outside of the look-back is not looked at.
    ///   - lookback: Milliseconds.
    static func value(
        _ function: String, _ sampling: VectorSelector.Sampling, _ window: SampleWindow, lookback: Int64
    ) -> Double? {
        guard let edges = Edges(sampling, window, lookback: lookback), edges.times[edges.first] <= window.end else {
            return nil
        }
        switch function {
        case "rate": return edges.change(isCounter: true) / window.seconds
        case "increase": return edges.change(isCounter: true)
        case "delta": return edges.change(isCounter: false)
        case "changes": return Double(RangeFunction.changes(edges.values[edges.first...edges.last]))
        case "resets": return Double(RangeFunction.resets(edges.values[edges.first...edges.last]))
        default: return nil
        }
    }

    /// The samples of a selector that stands alone: one at each edge of the window and those between them.
    static func samples(
        _ sampling: VectorSelector.Sampling, _ window: SampleWindow, lookback: Int64
    ) -> [SamplePoint] {
        guard let edges = Edges(sampling, window, lookback: lookback) else { return [] }
        let inner = edges.inner.map { SamplePoint(milliseconds: edges.times[$0], value: edges.values[$0]) }
        return [SamplePoint(milliseconds: window.start, value: edges.left(isCounter: false))] + inner
            + [SamplePoint(milliseconds: window.end, value: edges.right(isCounter: false))]
    }

    /// The value of a smoothed instant selector: of a sample at this very time, else on the line between its neighbours
    /// within the look-back, else of the last one before; nil with none before.
    ///
    /// - Parameters:
    ///   - time: The selector's time, milliseconds.
    ///   - lookback: Milliseconds.
    static func value(_ columns: SampleColumns, at time: Int64, lookback: Int64) -> Double? {
        let after = columns.times[...].firstIndex(from: time)
        if after < columns.count, columns.times[after] == time { return columns.values[after] }
        guard after > 0, columns.times[after - 1] > time &- lookback else { return nil }
        guard after < columns.count, columns.times[after] <= time &+ lookback else { return columns.values[after - 1] }
        return interpolated(columns.times[...], columns.values[...], after - 1, at: time, isCounter: false)
    }

    /// The line from the sample at `index` to the next one; a counter that fell began anew from zero.
    fileprivate static func interpolated(
        _ times: ArraySlice<Int64>, _ values: ArraySlice<Double>, _ index: Int, at time: Int64, isCounter: Bool
    ) -> Double {
        let end = values[index + 1]
        let start = isCounter && end < values[index] ? 0 : values[index]
        return start + (end - start) * Double(time &- times[index]) / Double(times[index + 1] &- times[index])
    }
}

/// Which samples stand at a window's edges.
private struct Edges {
    let times: ArraySlice<Int64>
    let values: ArraySlice<Double>
    /// The last sample not behind the window's start, or else the first one.
    let first: Int
    /// Anchored: the last sample of the window; smoothed: the first one not before its end, or else the last.
    let last: Int
    private let isSmoothed: Bool
    private let start: Int64
    private let end: Int64

    init?(_ sampling: VectorSelector.Sampling, _ window: SampleWindow, lookback: Int64) {
        isSmoothed = sampling == .smoothed
        (start, end) = (window.start, window.end)
        let all = window.columns.times[...]
        let lower = all.firstIndex(from: start &- lookback &+ 1)
        let upper = all.firstIndex(from: (isSmoothed ? end &+ lookback : end) &+ 1)
        guard lower < upper else { return nil }
        times = all[lower..<upper]
        values = window.columns.values[lower..<upper]
        first = max(lower, times.firstIndex(from: start &+ 1) - 1)
        last = isSmoothed ? min(upper - 1, times.firstIndex(from: end)) : upper - 1
        guard times[last] > start else { return nil }
    }

    /// The samples strictly between the edges.
    var inner: Range<Int> {
        let lower = times[first] <= start ? first + 1 : first
        return lower..<max(lower, times[last] >= end ? last : last + 1)
    }

    func left(isCounter: Bool) -> Double {
        guard isSmoothed, times[first] < start else { return values[first] }
        return ExtendedRange.interpolated(times, values, first, at: start, isCounter: isCounter)
    }

    func right(isCounter: Bool) -> Double {
        guard isSmoothed, last > times.startIndex, times[last] > end else { return values[last] }
        return ExtendedRange.interpolated(times, values, last - 1, at: end, isCounter: isCounter)
    }

    func change(isCounter: Bool) -> Double {
        let (left, right) = (left(isCounter: isCounter), right(isCounter: isCounter))
        guard isCounter else { return right - left }
        var restarts = 0.0
        var previous = left
        for index in inner {
            if values[index] < previous { restarts += previous }
            previous = values[index]
        }
        if right < previous { restarts += previous }
        return right - left + restarts
    }
}

extension ArraySlice<Int64> {
    /// The index of the first element that is at least `value`, in ascending elements.
    func firstIndex(from value: Int64) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = low + (high - low) / 2
            if self[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
