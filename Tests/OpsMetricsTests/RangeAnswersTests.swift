import Testing

@testable import OpsMetrics

@Suite("A range query answers as an instant query at each of its times")
struct RangeAnswersTests {
    private static let store: SeriesStore = {
        let store = SeriesStore(retention: .seconds(86_400))
        for one in SeededSeries.make() {
            for sample in one.samples { store.append(one.labels, at: sample.milliseconds, sample.value) }
        }
        return store
    }()

    /// Those of the differential test, and what that one cannot ask: what 2.42 does not know, or knows otherwise.
    private static let expressions =
        DifferentialExpressions.all + [
            "sum by (__name__) (rate({__name__=~\".+\"}[5m]))", "limitk(2, {__name__=~\".+\"})",
            "ts_of_max_over_time({__name__=~\".+\"}[5m])", "max_over_time(sum(rate({__name__=~\".+\"}[3m]))[10m:97s])",
            "count_values(\"value\", {__name__=~\".+\"})", "{__name__=~\".+\"} @ end() - {__name__=~\".+\"} @ start()",
        ]

    @Test("for every expression of the differential test and some more")
    func agree() throws {
        let engine = QueryEngine(store: Self.store)
        let (start, step, count) = (SeededSeries.start + 100_300, Int64(53_000), 30)
        let end = start + step * Int64(count - 1)
        for text in Self.expressions where !text.contains("@ end()") && !text.contains("@ start()") {
            // Some are there to be refused.
            guard let expression = try? PromQL.parse(text) else { continue }
            guard expression.type == .vector || expression.type == .scalar else { continue }
            let whole = try? engine.range(expression, start: start, end: end, step: step)
            var single: [Labels: [SamplePoint]]? = [:]
            for index in 0..<count {
                let time = start + Int64(index) * step
                switch try? engine.instant(expression, at: time) {
                case .vector(let samples):
                    for sample in samples {
                        single?[sample.labels, default: []].append(SamplePoint(milliseconds: time, value: sample.value))
                    }
                case .scalar(let value):
                    single?[.none, default: []].append(SamplePoint(milliseconds: time, value: value))
                default: single = nil
                }
            }
            Self.compare(whole, single, text)
        }
    }

    private static func compare(_ whole: QueryValue?, _ single: [Labels: [SamplePoint]]?, _ text: String) {
        guard case .matrix(let series) = whole, let single else {
            #expect(whole == nil && single == nil, "\(text) is refused one way and answered the other")
            return
        }
        #expect(series.map(\.labels) == single.keys.sorted(), "\(text)")
        for one in series {
            let other = single[one.labels] ?? []
            #expect(one.samples.map(\.milliseconds) == other.map(\.milliseconds), "\(text) \(one.labels)")
            let isSame = zip(one.samples, other).allSatisfy {
                $0.value == $1.value || $0.value.isNaN && $1.value.isNaN
            }
            #expect(isSame, "\(text) \(one.labels)")
        }
    }

    @Test("a fixed time is the same at all times, and the ends are those of the query")
    func fixed() throws {
        let engine = QueryEngine(store: Self.store)
        let (start, end) = (SeededSeries.start + 600_300, SeededSeries.start + 1_200_300)
        let fixed = try engine.range(
            PromQL.parse("sum({__name__=~\".+\"} @ end()) - sum({__name__=~\".+\"} @ \(Double(end) / 1_000))"),
            start: start, end: end, step: 60_000)
        guard case .matrix(let series) = fixed, let only = series.first else {
            Issue.record("no answer: \(fixed)")
            return
        }
        #expect(only.samples.count == 11 && only.samples.allSatisfy { $0.value == 0 })
    }
}
