extension Evaluation {
    /// `info(v, {…})`: adds the labels of info metrics of the same target, time by time.
    func info(_ arguments: [Expression], on grid: StepGrid) throws -> VectorColumns {
        let base = try vector(arguments[0], on: grid)
        var matchers: [Matcher]?
        if arguments.count > 1, case .vector(let selector) = arguments[1].unwrapped.node {
            matchers = selector.matchers
        }
        let join = InfoJoin(matchers)
        let timing = arguments[0].firstSelector?.timing ?? EvaluationTiming()
        let infos = try self.infos(join.selector, timing, arguments[0].place, on: grid)
        var table = RowTable(steps: grid.count, self, arguments[0].place)
        for step in 0..<grid.count {
            try spend(base.rows &+ infos[step].count, arguments[0].place)
            let rows = (0..<base.rows).filter { base.hasValue($0, step) }
            let joined: [(index: Int, labels: Labels)]
            do {
                joined = try join.joined(rows.map { base.labels[$0] }, infos[step])
            } catch {
                throw PromQLError(error.message, at: arguments[0].place)
            }
            for (index, labels) in joined {
                guard table[labels, step] == nil else {
                    throw PromQLError(
                        "vector cannot contain metrics with the same labelset", at: arguments[0].place)
                }
                let value = base.values[rows[index] * base.steps + step]
                try table.set(labels, dropsName: base.dropsName[rows[index]], step, value)
            }
        }
        return table.columns
    }

    /// The info series that exist at each time, with the times of their samples.
    private func infos(
        _ matchers: [Matcher], _ timing: EvaluationTiming, _ place: SourcePlace, on grid: StepGrid
    ) throws -> [[InfoJoin.Info]] {
        var selector = VectorSelector(index: 0, matchers: matchers)
        selector.timing = timing
        var found = [[InfoJoin.Info]](repeating: [], count: grid.count)
        try eachSample(of: selector, place, on: grid) { labels, columns, samples in
            for (step, index) in samples.enumerated() where index >= 0 {
                found[step].append(InfoJoin.Info(labels: labels, milliseconds: columns.times[index]))
            }
        }
        return found
    }
}

extension Expression {
    /// The leftmost selector inside.
    var firstSelector: VectorSelector? {
        switch node {
        case .number, .string: nil
        case .vector(let selector), .range(let selector, _): selector
        case .subquery(let inner, _), .negation(let inner), .plus(let inner), .parentheses(let inner):
            inner.firstSelector
        case .call(_, let arguments): arguments.lazy.compactMap(\.firstSelector).first
        case .aggregation(let aggregation): aggregation.expression.firstSelector
        case .binary(let operation): operation.left.firstSelector ?? operation.right.firstSelector
        }
    }
}
