extension Evaluation {
    /// A function over an `anchored` or `smoothed` range selector; nil where the range is a plain one.
    func extended(_ name: String, _ arguments: [Expression], on grid: StepGrid) throws -> VectorColumns? {
        guard let argument = arguments.first(where: { $0.type == .matrix }), argument.sampling != .plain else {
            return nil
        }
        let sampling = argument.sampling
        if let refusal = ExtendedRange.refusal(name, sampling) { throw PromQLError(refusal, at: argument.place) }
        var found = VectorColumns(steps: grid.count)
        try eachWindowed(argument, on: grid) { labels, drops, window, timing, length in
            var place = found.add(labels, dropsName: true)
            for step in 0..<grid.count {
                let edge = timing.time(at: grid.time(step), start, end)
                window.move(start: edge &- length, end: edge, time: grid.time(step))
                try spend(window.range.count &+ 1, argument.place)
                if let value = ExtendedRange.value(name, sampling, window, lookback: lookback) {
                    found.values[place] = value
                }
                place += 1
            }
            try checkSamples(found.values.count, argument.place)
        }
        found = found.withoutEmptyRows()
        if Self.counterFunctions.contains(name) { noteNames(of: found, argument.place) }
        return found
    }

    /// The values of a `smoothed` instant selector: between the samples around each time.
    func smoothed(_ selector: VectorSelector, _ place: SourcePlace, on grid: StepGrid) throws -> VectorColumns {
        let first = selector.timing.time(at: grid.start, start, end) &- lookback
        let last = selector.timing.time(at: grid.last, start, end) &+ lookback
        var found = VectorColumns(steps: grid.count)
        try store.forEachSeries(selector.matchers, from: first &+ 1, through: last) { labels, columns in
            try checkSamples(columns.count, place)
            try spend(columns.count &+ grid.count, place)
            columns.removeStale()
            let row = found.add(labels, dropsName: false)
            try checkSamples(found.values.count, place)
            for step in 0..<grid.count {
                let time = selector.timing.time(at: grid.time(step), start, end)
                if let value = ExtendedRange.value(columns, at: time, lookback: lookback) {
                    found.values[row + step] = value
                }
            }
        }
        return found.withoutEmptyRows()
    }
}

extension Expression {
    /// What a range selector does at its edges.
    var sampling: VectorSelector.Sampling {
        if case .range(let selector, _) = unwrapped.node { return selector.sampling }
        return .plain
    }
}
