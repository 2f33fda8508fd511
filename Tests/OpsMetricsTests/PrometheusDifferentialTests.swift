import Foundation
import Testing

@testable import OpsMetrics

@Suite("A real Prometheus gives the same answers")
struct PrometheusDifferentialTests {
    // Off the grid of samples and steps, where Prometheus 2 and 3 differ in which edge of a window is open.
    private static let times: [Int64] = [
        SeededSeries.start + 443_700, SeededSeries.start + 1_201_300, SeededSeries.start + 1_795_100,
        SeededSeries.start + 2_010_900,
    ]

    @Test("hundreds of expressions, instant and over a range")
    func agree() async throws {
        let series = SeededSeries.make()
        let store = SeriesStore(retention: .seconds(86_400))
        for one in series {
            for sample in one.samples { store.append(one.labels, at: sample.milliseconds, sample.value) }
        }
        let server = try await PrometheusServer(series: series)
        defer { server.stop() }
        let engine = QueryEngine(store: store)
        for text in DifferentialExpressions.all {
            for time in Self.times {
                let theirs = try await server.data(
                    "api/v1/query", ["query": Self.before3(text), "time": Self.seconds(time)])
                let ours = try? engine.instant(PromQL.parse(text), at: time)
                Self.compare(ours, theirs, "\(text) at \(time)")
            }
            try await compareRange(text, engine, server)
        }
    }

    @Test("thousands of random expressions")
    func random() async throws {
        let series = SeededSeries.make()
        let store = SeriesStore(retention: .seconds(86_400))
        for one in series {
            for sample in one.samples { store.append(one.labels, at: sample.milliseconds, sample.value) }
        }
        let server = try await PrometheusServer(series: series)
        defer { server.stop() }
        let engine = QueryEngine(store: store)
        var expressions = RandomExpression(seed: 2_026)
        var answered = 0
        for index in 0..<3_000 {
            let text = expressions.next()
            // Half a second off the samples' grid, which no whole number of seconds makes good.
            let time = SeededSeries.start + Int64(expressions.number(400...1_750)) * 1_000 + 500
            let isRange = index % 6 == 0
            let theirs = try await answer(text, time, isRange, server)
            let ours = try? PromQL.parse(text)
            let value = ours.flatMap {
                try? isRange
                    ? engine.range($0, start: time, end: time + 600_000, step: 67_000) : engine.instant($0, at: time)
            }
            if theirs != nil { answered += 1 }
            Self.compare(value, theirs, "\(text) at \(time)", isExact: expressions.isExact)
        }
        #expect(answered > 2_500)
    }

    private func answer(_ text: String, _ time: Int64, _ isRange: Bool, _ server: PrometheusServer) async throws
        -> [String: Any]?
    {
        guard isRange else {
            return try await server.data("api/v1/query", ["query": Self.before3(text), "time": Self.seconds(time)])
        }
        return try await server.data(
            "api/v1/query_range",
            [
                "query": Self.before3(text), "start": Self.seconds(time), "end": Self.seconds(time + 600_000),
                "step": "67",
            ])
    }

    private func compareRange(_ text: String, _ engine: QueryEngine, _ server: PrometheusServer) async throws {
        let (start, end, step) = (SeededSeries.start + 100_300, SeededSeries.start + 1_900_300, Int64(53_000))
        let query = [
            "query": Self.before3(text), "start": Self.seconds(start), "end": Self.seconds(end),
            "step": Self.seconds(step),
        ]
        let theirs = try await server.data("api/v1/query_range", query)
        let ours = try? engine.range(PromQL.parse(text), start: start, end: end, step: step)
        Self.compare(ours, theirs, "\(text) over a range")
    }

    /// The expression as Prometheus 2 spells it.
    private static func before3(_ text: String) -> String {
        text.replacing("double_exponential_smoothing", with: "holt_winters")
    }

    private static func seconds(_ milliseconds: Int64) -> String {
        "\(milliseconds / 1_000).\(String(1_000 + milliseconds % 1_000).dropFirst())"
    }

    private static func compare(
        _ ours: QueryValue?, _ theirs: [String: Any]?, _ context: String, isExact: Bool = false
    ) {
        guard let ours, let theirs else {
            #expect((ours == nil) == (theirs == nil), "\(context): ours \(ours as Any), theirs \(theirs as Any)")
            return
        }
        if case .string(let text) = ours {
            let pair = theirs["result"] as? [Any]
            #expect(pair?.last as? String == text, "\(context)")
            return
        }
        let (mine, other) = (flat(ours), flat(theirs))
        #expect(Set(mine.keys) == Set(other.keys), "\(context)")
        for (key, value) in mine {
            guard let wanted = other[key] else { continue }
            let isSame =
                value.isNaN && wanted.isNaN || value == wanted
                || !isExact && abs(value - wanted) <= 1e-9 * max(abs(value), abs(wanted), 1e-9)
            #expect(isSame, "\(context) \(key): ours \(value), theirs \(wanted)")
        }
    }

    /// Every number of an answer, under its labels and time.
    private static func flat(_ value: QueryValue) -> [String: Double] {
        switch value {
        case .scalar(let number): return ["": number]
        case .string: return [:]
        case .vector(let samples):
            return Dictionary(samples.map { ("\($0.labels)", $0.value) }, uniquingKeysWith: { _, _ in .nan })
        case .matrix(let series):
            let pairs = series.flatMap { one in
                one.samples.map { ("\(one.labels)@\($0.milliseconds)", $0.value) }
            }
            return Dictionary(pairs, uniquingKeysWith: { _, _ in .nan })
        }
    }

    private static func flat(_ answer: [String: Any]) -> [String: Double] {
        func number(_ pair: Any?) -> Double { ((pair as? [Any])?.last as? String).flatMap(MetricsText.number) ?? -99 }
        if answer["resultType"] as? String == "scalar" { return ["": number(answer["result"])] }
        var found: [String: Double] = [:]
        for element in answer["result"] as? [[String: Any]] ?? [] {
            let metric = element["metric"] as? [String: String] ?? [:]
            let labels = Labels(metric.map { ($0.key, $0.value) })
            if let value = element["value"] { found["\(labels)"] = number(value) }
            for pair in element["values"] as? [[Any]] ?? [] {
                let time = Int64(((pair.first as? NSNumber)?.doubleValue ?? 0) * 1_000 + 0.5)
                found["\(labels)@\(time)"] = number(pair)
            }
        }
        return found
    }
}
