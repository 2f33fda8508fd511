extension Evaluation {
    /// Applies `body` to the window of every series at every time; nil from it means no value.
    ///
    /// - Parameters:
    ///   - argument: A range selector or a subquery.
    ///   - keepsName: Whether the value is still the metric's own.
    ///   - findsResets: Whether `body` wants to know where counters began anew.
    func overWindows(
        _ argument: Expression, on grid: StepGrid, keepsName: Bool = false, findsResets: Bool = false,
        _ body: (SampleWindow, _ step: Int) throws -> Double?
    ) throws -> VectorColumns {
        var found = VectorColumns(steps: grid.count)
        try eachWindowed(argument, on: grid) { labels, drops, window, timing, length in
            if findsResets { window.findResets() }
            var place = found.add(labels, dropsName: drops || !keepsName)
            var isEmpty = true
            for step in 0..<grid.count {
                let time = grid.time(step)
                let edge = timing.time(at: time, start, end)
                window.move(start: edge &- length, end: edge, time: time)
                try spend(window.range.count &+ 1, argument.place)
                if !window.range.isEmpty, let value = try body(window, step) {
                    found.values[place] = value
                    isEmpty = false
                }
                place += 1
            }
            if isEmpty { found.removeLast() }
            try checkSamples(found.values.count, argument.place)
        }
        return found
    }

    /// Hands over every series of a range selector or subquery, its samples in the window's columns.
    func eachWindowed(
        _ argument: Expression, on grid: StepGrid,
        _ body: (Labels, _ dropsName: Bool, inout SampleWindow, EvaluationTiming, _ length: Int64) throws -> Void
    ) throws {
        switch argument.unwrapped.node {
        case .range(let selector, let length):
            try eachSelected(selector, length, argument.place, on: grid) { labels, window in
                try body(labels, false, &window, selector.timing, length)
            }
        case .subquery(let inner, let subquery):
            try eachOfSubquery(inner, subquery, argument.place, on: grid) { labels, drops, window in
                try body(labels, drops, &window, subquery.timing, subquery.rangeMilliseconds)
            }
        default: throw PromQLError("expected a range vector", at: argument.place)
        }
    }

    private func eachSelected(
        _ selector: VectorSelector, _ length: Int64, _ place: SourcePlace, on grid: StepGrid,
        _ body: (Labels, inout SampleWindow) throws -> Void
    ) throws {
        let before = selector.sampling == .plain ? length : length &+ lookback
        let behind = ExtendedRange.looksAhead(selector.sampling) ? lookback : 0
        let first = selector.timing.time(at: grid.start, start, end) &- before
        let last = selector.timing.time(at: grid.last, start, end) &+ behind
        var window = SampleWindow()
        try store.forEachSeries(selector.matchers, from: first &+ 1, through: last) { labels, columns in
            try checkSamples(columns.count, place)
            try spend(columns.count, place)
            columns.removeStale()
            guard !columns.isEmpty else { return }
            swap(&window.columns, &columns)
            defer { swap(&window.columns, &columns) }
            window.restart()
            try body(labels, &window)
        }
    }

    /// Evaluates a subquery once at all multiples of its step that some window holds.
    private func eachOfSubquery(
        _ inner: Expression, _ subquery: Subquery, _ place: SourcePlace, on grid: StepGrid,
        _ body: (Labels, _ dropsName: Bool, inout SampleWindow) throws -> Void
    ) throws {
        guard let times = try times(of: subquery, place, on: grid) else { return }
        let found: VectorColumns
        switch try evaluate(inner, on: times) {
        case .vector(let columns): found = try columns.unique(place)
        case .scalar(let numbers):
            var one = VectorColumns(steps: times.count)
            one.add(.none, dropsName: false, numbers[...])
            found = one
        case .string: throw PromQLError("expected an instant vector", at: inner.place)
        }
        var window = SampleWindow()
        for row in 0..<found.rows {
            window.columns.removeAll()
            for (index, value) in found.values[found.places(of: row)].enumerated() where VectorColumns.isPresent(value)
            {
                window.columns.append(times.time(index), value)
            }
            guard !window.columns.isEmpty else { continue }
            window.restart()
            try body(found.labels[row], found.dropsName[row], &window)
        }
    }

    /// The times of a subquery's evaluations; nil where none falls into a window.
    private func times(of subquery: Subquery, _ place: SourcePlace, on grid: StepGrid) throws -> StepGrid? {
        let step = max(subquery.stepMilliseconds ?? limits.subqueryStep.milliseconds, 1)
        let from = subquery.timing.time(at: grid.start, start, end) &- subquery.rangeMilliseconds
        let through = subquery.timing.time(at: grid.last, start, end)
        var first = from / step * step
        if first <= from { first &+= step }
        guard first <= through else { return nil }
        let count = (through &- first) / step &+ 1
        guard count >= 1, count <= limits.samples else {
            throw PromQLError("the subquery has more than \(limits.samples) steps", at: place)
        }
        return StepGrid(start: first, step: step, count: Int(count))
    }

    /// The series of a range selector or subquery as they are: the answer to an instant query that is one.
    func matrix(_ expression: Expression, at time: Int64) throws -> [Series] {
        var found: [Series] = []
        var count = 0
        let grid = StepGrid(start: time, step: 1, count: 1)
        let sampling = expression.sampling
        try eachWindowed(expression, on: grid) { labels, drops, window, timing, length in
            let edge = timing.time(at: time, start, end)
            window.move(start: edge &- length, end: edge, time: time)
            let samples = samples(of: window, sampling)
            guard !samples.isEmpty else { return }
            count += samples.count
            try checkSamples(count, expression.place)
            found.append(Series(labels: drops ? labels.owned.withoutMetadata : labels.owned, samples: samples))
        }
        guard Set(found.map(\.labels)).count == found.count else {
            throw PromQLError("vector cannot contain metrics with the same labelset", at: expression.place)
        }
        return found.sorted { $0.labels < $1.labels }
    }

    private func samples(of window: SampleWindow, _ sampling: VectorSelector.Sampling) -> [SamplePoint] {
        sampling == .plain
            ? zip(window.times, window.values).map { SamplePoint(milliseconds: $0, value: $1) }
            : ExtendedRange.samples(sampling, window, lookback: lookback)
    }
}

extension SampleColumns {
    /// Leaves out the marks of a series' end.
    mutating func removeStale() {
        guard values.contains(where: Staleness.isStale) else { return }
        let kept = values.indices.filter { !Staleness.isStale(values[$0]) }
        times = kept.map { times[$0] }
        values = kept.map { values[$0] }
    }
}
