import OpsCore
import OpsMetrics

/// Series, the names of their labels, and the values of one label.
extension SeriesQueries {
    func series(_ question: SeriesQuestion) async throws -> PrometheusAnswer {
        try await runner.run(within: timeLimit) { _ in
            let found = labels(question)
            return Self.answer(found.sorted(), question.limit) { QueryJSON.labels($1, &$0) }
        }
    }

    func labelNames(_ question: SeriesQuestion) async throws -> PrometheusAnswer {
        try await runner.run(within: timeLimit) { _ in
            var names: Set<String> = []
            for labels in labels(question) { for pair in labels.pairs { names.insert(pair.name) } }
            return Self.answer(names.sorted(by: Self.precedes), question.limit) { $0.text($1) }
        }
    }

    func labelValues(_ name: String, _ question: SeriesQuestion) async throws -> PrometheusAnswer {
        try await runner.run(within: timeLimit) { _ in
            let values = Set(labels(question).compactMap { $0[name] })
            return Self.answer(values.sorted(by: Self.precedes), question.limit) { $0.text($1) }
        }
    }

    /// The series asked for. As in Prometheus' own head, the time decides only whether any of the kept samples can be
    /// meant at all.
    private func labels(_ question: SeriesQuestion) -> [Labels] {
        let now = clock.wall.milliseconds
        let oldest = now - Int64(engine.store.retention / .milliseconds(1))
        guard question.start <= question.end, question.end >= oldest, question.start <= now else { return [] }
        guard !question.selectors.isEmpty else { return engine.store.series([]) }
        guard question.selectors.count > 1 else { return engine.store.series(question.selectors[0]) }
        return Array(Set(question.selectors.flatMap { engine.store.series($0) }))
    }

    private static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    private static func answer<Element>(
        _ found: [Element], _ limit: Int?, _ write: (inout JSONWriter, Element) -> Void
    ) -> PrometheusAnswer {
        var writer = JSONWriter()
        writer.list(found.prefix(limit ?? found.count), write)
        return PrometheusAnswer(writer.bytes, warnings: found.count > limit ?? found.count ? [truncated] : [])
    }
}
