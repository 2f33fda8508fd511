/// The times at which an expression is evaluated: one of an instant query, many of a range query or a subquery.
struct StepGrid: Sendable, Hashable {
    /// The first time, in milliseconds since 1970.
    let start: Int64
    /// Milliseconds from one time to the next; at least 1.
    let step: Int64
    /// How many times; at least 1.
    let count: Int

    var last: Int64 { time(count - 1) }

    func time(_ index: Int) -> Int64 { start &+ Int64(index) &* step }

    /// The first time alone.
    var first: StepGrid { StepGrid(start: start, step: step, count: 1) }
}

extension EvaluationTiming {
    /// The time meant when evaluating at `time` in a query from `start` to `end`.
    func time(at time: Int64, _ start: Int64, _ end: Int64) -> Int64 {
        let anchored =
            switch anchor {
            case nil: time
            case .start: start
            case .end: end
            case .milliseconds(let fixed): fixed
            }
        return anchored &- (offsetMilliseconds ?? 0)
    }
}
