import Testing

@testable import OpsMetrics

@Suite("Functions and modifiers that Prometheus 3 added, on known data")
struct QueryFunctionTests {
    private let store = SeriesStore()
    private let now: Int64 = 600_000

    private func put(_ name: String, _ labels: [(String, String)], _ value: Double) {
        store.append(Labels(name: name, labels), at: now, value)
    }

    private func vector(_ text: String) throws -> [String] {
        guard case .vector(let samples) = try QueryEngine(store: store).instant(PromQL.parse(text), at: now) else {
            return []
        }
        return samples.map { "\($0.labels) \($0.value)" }
    }

    @Test(
        "a fill stands in for a missing partner",
        arguments: [
            ("a + on(i) fill(0) b", [#"{i="1"} 11.0"#, #"{i="2"} 2.0"#, #"{i="3"} 30.0"#]),
            ("a + on(i) fill_right(5) b", [#"{i="1"} 11.0"#, #"{i="2"} 7.0"#]),
            ("a + on(i) fill_left(5) b", [#"{i="1"} 11.0"#, #"{i="3"} 35.0"#]),
            ("a + on(i) group_left(z) fill_right(5) b", [#"{i="1", z="q"} 11.0"#, #"{i="2"} 7.0"#]),
            ("b + on(i) group_right(z) fill_left(5) a", [#"{i="1", z="q"} 11.0"#, #"{i="2"} 7.0"#]),
            ("a + on(i) fill(0) nothing", [#"{i="1"} 1.0"#, #"{i="2"} 2.0"#]),
        ])
    func fill(text: String, wanted: [String]) throws {
        put("a", [("i", "1")], 1)
        put("a", [("i", "2")], 2)
        put("b", [("i", "1"), ("z", "q")], 10)
        put("b", [("i", "3"), ("z", "r")], 30)
        #expect(try vector(text).sorted() == wanted)
    }

    @Test("labels sort with their numbers as numbers")
    func sortByLabel() throws {
        for (value, name) in ["n-10", "n-2", "m", "n-2a"].enumerated() { put("x", [("i", name)], Double(value)) }
        let ascending = [#"x{i="m"} 2.0"#, #"x{i="n-2"} 1.0"#, #"x{i="n-2a"} 3.0"#, #"x{i="n-10"} 0.0"#]
        #expect(try vector("sort_by_label(x, \"i\")") == ascending)
        #expect(try vector("sort_by_label_desc(x, \"i\")") == ascending.reversed())
    }

    @Test(
        "the share of a classic histogram between two values",
        arguments: [
            ("0, 0.5", 0.25), ("-1, 0.5", 0.25), ("0, 1", 0.5), ("0.5, 2", 0.375), ("1, 1", 0), ("2, 1", 0),
            ("4, Inf", 0.25), ("-Inf, Inf", 1),
        ])
    func fraction(limits: String, wanted: Double) throws {
        for (bound, count) in [("1", 4.0), ("3", 6), ("+Inf", 8)] { put("h_bucket", [("le", bound)], count) }
        #expect(try vector("histogram_fraction(\(limits), h_bucket)") == ["{} \(wanted)"])
    }

    @Test("a query knows its own times")
    func times() throws {
        let engine = QueryEngine(store: store)
        for (text, wanted) in [("start()", 60.0), ("end()", 120), ("range()", 60), ("step()", 30)] {
            guard
                case .matrix(let series) = try engine.range(
                    PromQL.parse(text), start: 60_000, end: 120_000, step: 30_000)
            else {
                Issue.record("a matrix was expected")
                return
            }
            #expect(series.first?.samples.map(\.value) == [wanted, wanted, wanted], "\(text)")
        }
        #expect(try vector("vector(min_of(3, 2) + max_of(1, 7))") == ["{} 9.0"])
    }
}
