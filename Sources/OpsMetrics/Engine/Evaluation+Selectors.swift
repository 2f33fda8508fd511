extension Evaluation {
    /// The newest sample of each series at each time, no older than the look-back, unless the series has ended.
    func instant(_ selector: VectorSelector, _ place: SourcePlace, on grid: StepGrid) throws -> VectorColumns {
        if selector.sampling == .smoothed { return try smoothed(selector, place, on: grid) }
        var found = VectorColumns(steps: grid.count)
        try eachSample(of: selector, place, on: grid) { labels, columns, samples in
            guard samples.contains(where: { $0 >= 0 }) else { return }
            var row = found.add(labels, dropsName: false)
            for index in samples {
                if index >= 0 { found.values[row] = columns.values[index] }
                row += 1
            }
        }
        return found
    }

    /// `timestamp(selector)`: when the samples were taken, in seconds.
    func timestamps(_ selector: VectorSelector, _ place: SourcePlace, on grid: StepGrid) throws -> VectorColumns {
        var found = VectorColumns(steps: grid.count)
        try eachSample(of: selector, place, on: grid) { labels, columns, samples in
            guard samples.contains(where: { $0 >= 0 }) else { return }
            var row = found.add(labels, dropsName: true)
            for index in samples {
                if index >= 0 { found.values[row] = Double(columns.times[index]) / 1_000 }
                row += 1
            }
        }
        return found
    }

    /// Hands over each series with the index of its sample at each time, -1 where it has none.
    func eachSample(
        of selector: VectorSelector, _ place: SourcePlace, on grid: StepGrid,
        _ body: (Labels, SampleColumns, [Int]) throws -> Void
    ) throws {
        let first = selector.timing.time(at: grid.start, start, end)
        let last = selector.timing.time(at: grid.last, start, end)
        var samples = [Int](repeating: -1, count: grid.count)
        var rows = 0
        try store.forEachSeries(selector.matchers, from: first &- lookback, through: last) { labels, columns in
            try checkSamples(columns.count, place)
            rows += 1
            try spend(columns.count &+ grid.count, place)
            try checkSamples(rows &* grid.count, place)
            var next = 0
            for step in 0..<grid.count {
                let time = selector.timing.time(at: grid.time(step), start, end)
                while next < columns.count, columns.times[next] <= time { next += 1 }
                let isFresh =
                    next > 0 && columns.times[next - 1] > time &- lookback
                    && !Staleness.isStale(columns.values[next - 1])
                samples[step] = isFresh ? next - 1 : -1
            }
            try body(labels, columns, samples)
        }
    }
}
