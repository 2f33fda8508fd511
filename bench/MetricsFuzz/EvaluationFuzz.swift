/// Expressions evaluated over a small store with small limits. The first byte chooses: 0 the rest is text, 1 the rest makes
/// the choices of a grammar, so that whatever comes is an expression of the right types.
enum EvaluationFuzz {
    private static let engine: QueryEngine = {
        var limits = QueryLimits()
        limits.samples = 20_000
        limits.steps = 200
        limits.time = .seconds(3)
        return QueryEngine(store: FuzzStore.store, limits: limits)
    }()

    static func feed(_ bytes: [UInt8]) {
        guard let choice = bytes.first else { return }
        let rest = bytes.dropFirst()
        let text: String
        if choice % 2 == 0 {
            text = String(decoding: rest, as: UTF8.self)
        } else {
            var grammar = ExpressionGrammar(Array(rest))
            text = grammar.expression()
        }
        guard let expression = try? PromQL.parse(text) else { return }
        let time = FuzzStore.end - 45_000
        let instant = try? engine.instant(expression, at: time)
        _ = try? engine.range(expression, start: time - 240_000, end: time, step: 60_000)
        guard expression.type == .scalar || expression.type == .vector, let instant else { return }
        compare(text, instant, try? engine.range(expression, start: time, end: time, step: 1), at: time)
    }

    /// A range query of one step says what an instant query says. The step itself may be asked for, so that is left out.
    private static func compare(_ text: String, _ instant: QueryValue, _ range: QueryValue?, at time: Int64) {
        let lower = text.lowercased()
        guard !lower.contains("step"), !lower.contains("range") else { return }
        let samples: [Sample]
        switch instant {
        case .vector(let vector): samples = vector.sorted { $0.labels < $1.labels }
        case .scalar(let value): samples = [Sample(labels: .none, value: value)]
        default: return
        }
        guard case .matrix(let series)? = range else { broken("a range query fails alone: \(text)") }
        promise(series.count == samples.count, "\(samples.count) and \(series.count) series: \(text)")
        for (sample, one) in zip(samples, series) {
            promise(sample.labels == one.labels, "\(sample.labels) and \(one.labels): \(text)")
            guard let value = one.samples.first?.value else { broken("no sample: \(text)") }
            let isSame = value == sample.value || value.isNaN && sample.value.isNaN
            promise(isSame, "\(sample.value) and \(value): \(text)")
        }
    }

    static let seeds: [[UInt8]] =
        PromQLFuzz.seeds.map { [0] + Array($0.utf8) }
        + (0..<24).map { seed in
            [1] + (0..<96).map { UInt8(truncatingIfNeeded: ($0 &+ 7) &* (seed &* 37 &+ 11) &+ $0 / 3) }
        }
}

/// What evaluation is fed with: ten minutes at 15 s of every kind of trouble.
enum FuzzStore {
    static let end: Int64 = 600_000

    static let store = make()

    /// Ten minutes, a sample in 15 s or in a multiple of that.
    static func make(every stride: Int = 1) -> SeriesStore {
        let store = SeriesStore()
        for step in Swift.stride(from: 0, through: 40, by: stride) {
            let time = Int64(step) * 15_000
            for (index, job) in ["a", "b", "c"].enumerated() {
                let labels = [("job", job), ("i", "\(index % 2)")]
                // The second is reset midway, the third ends and comes back.
                let count = Double(step * (index + 1)) - (index == 1 && step > 20 ? 40 : 0)
                let isGone = index == 2 && (15..<25).contains(step)
                if !isGone || step == 15 {
                    store.append(Labels(name: "c_total", labels), at: time, isGone ? Staleness.marker : count)
                    let odd: [Double] = [.nan, .infinity, -.infinity, 0, -0.0, 1e308, .leastNonzeroMagnitude]
                    store.append(
                        Labels(name: "g", labels), at: time + 7, step % 9 == 3 ? odd[step % 7] : Double(step) - 9.5)
                }
                for (place, bound) in ["0.1", "1", "+Inf"].enumerated() {
                    store.append(
                        Labels(name: "h_bucket", labels + [("le", bound)]), at: time, count * Double(place + 1))
                }
            }
            store.append(Labels(name: "h_bucket", [("le", "no number")]), at: time, 1)
            store.append(Labels(name: "target_info", [("job", "a"), ("i", "0"), ("v", "1.\(step / 20)")]), at: time, 1)
            if step % 3 == 0 { store.append(Labels(name: "sparse", [("x", "\u{e9}")]), at: time, Double(step * step)) }
        }
        store.append(Labels(name: "once"), at: 300_000, 1)
        return store
    }
}
