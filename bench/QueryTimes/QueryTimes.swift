// Our side of bench/query/run.py: loads an exposition into a store, then answers one line of JSON for each line it is given.
//
//     QueryTimes DATA RULES
//     rules MILLISECONDS               → [{"rule", "expression", "seconds", "value"}, …]
//     range START END STEP EXPRESSION  → {"seconds", "value"}
//
// Seconds are those of evaluation alone: expressions are parsed before.
import Foundation
import OpsMetrics

@main
enum QueryTimes {
    /// Rules of the kind that B11 asks for, where the shipped file has fewer than eleven.
    private static let standIns = [
        ("JobOld (stand-in)", "max(job_oldest_age_seconds) > 300"),
        ("KeyAbused (stand-in)", "sum by (endpoint) (rate(http_requests_total{status=\"429\"}[1m])) > 10"),
    ]

    private typealias Question = (name: String, text: String, parsed: OpsMetrics.Expression)

    static func main() throws {
        guard CommandLine.arguments.count == 3 else { throw Fault("usage: QueryTimes DATA RULES") }
        let store = SeriesStore(seriesLimit: 500_000, retention: .seconds(7 * 86_400))
        let data = try Data(contentsOf: URL(fileURLWithPath: CommandLine.arguments[1]), options: .alwaysMapped)
        let loading = ContinuousClock().measure { load(data, into: store) }
        let rules = try rules(CommandLine.arguments[2])
        let figures = store.statistics
        answer(["series": figures.seriesCount, "samples": figures.sampleCount, "seconds": loading / .seconds(1)])
        var limits = QueryLimits()
        limits.samples = 50_000_000
        limits.time = .seconds(300)
        let engine = QueryEngine(store: store, limits: limits)
        while let line = readLine() { answer(try respond(to: line, engine, rules)) }
    }

    private static func load(_ data: Data, into store: SeriesStore) {
        var table = SeriesTextTable<Labels>()
        data.withUnsafeBytes { raw in
            do {
                try MetricsText.forEachSample(in: raw.bindMemory(to: UInt8.self), format: .prometheusText) { sample in
                    guard let labels = table[sample] ?? (try? sample.labels()) else { return }
                    if table[sample] == nil { table.insert(labels, for: sample) }
                    store.append(labels, at: sample.milliseconds ?? 0, sample.value)
                }
            } catch {
                print("the data cannot be read: \(error)")
                exit(1)
            }
        }
    }

    private static func rules(_ path: String) throws -> [Question] {
        let file = try RuleFile.load(text: String(contentsOfFile: path, encoding: .utf8), name: path)
        var rules = file.groups.flatMap(\.rules).map { (name: $0.name, text: $0.text, parsed: $0.expression) }
        for (name, text) in standIns where rules.count < 11 { rules.append((name, text, try PromQL.parse(text))) }
        return rules
    }

    private static func respond(
        to line: String, _ engine: QueryEngine, _ rules: [Question]
    ) throws -> Any {
        let words = line.split(separator: " ", maxSplits: 4).map(String.init)
        if words.first == "rules", words.count == 2, let time = Int64(words[1]) {
            return try rules.map { rule in
                let (seconds, value) = try timed { try engine.instant(rule.parsed, at: time) }
                return ["rule": rule.name, "expression": rule.text, "seconds": seconds, "value": shown(value)]
            }
        }
        guard words.first == "range", words.count == 5, let start = Int64(words[1]), let end = Int64(words[2]),
            let step = Int64(words[3])
        else { throw Fault("expected rules or range, got \(line)") }
        let parsed = try PromQL.parse(words[4])
        let (seconds, value) = try timed { try engine.range(parsed, start: start, end: end, step: step) }
        return ["seconds": seconds, "value": shown(value)] as [String: Any]
    }

    private static func timed(_ body: () throws -> QueryValue) rethrows -> (Double, QueryValue) {
        let clock = ContinuousClock()
        let start = clock.now
        let value = try body()
        return ((clock.now - start) / .seconds(1), value)
    }

    /// `[[labels, [[milliseconds, value], …]], …]`, values as texts since JSON has no NaN.
    private static func shown(_ value: QueryValue) -> [Any] {
        func labels(_ labels: Labels) -> [String: String] {
            Dictionary(labels.pairs.map { ($0.name, $0.value) }) { first, _ in first }
        }
        switch value {
        case .scalar(let number): return [[[String: String](), [[0, "\(number)"]]] as [Any]]
        case .vector(let samples): return samples.map { [labels($0.labels), [[0, "\($0.value)"]]] as [Any] }
        case .matrix(let series):
            return series.map { one in
                [labels(one.labels), one.samples.map { [$0.milliseconds, "\($0.value)"] as [Any] }] as [Any]
            }
        case .string(let text): return [text]
        }
    }

    private static func answer(_ object: Any) {
        guard let data = try? JSONSerialization.data(withJSONObject: object) else { return print("null") }
        print(String(decoding: data, as: UTF8.self))
        fflush(nil)
    }

    private struct Fault: Error, CustomStringConvertible {
        let description: String

        init(_ description: String) { self.description = description }
    }
}
