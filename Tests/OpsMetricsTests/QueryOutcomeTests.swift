import Testing

@testable import OpsMetrics

@Suite("What Prometheus 3 has behind flags is evaluated, and doubts come with the answer")
struct QueryOutcomeTests {
    private let store = SeriesStore()

    private func outcome(_ text: String, at time: Int64) throws -> QueryOutcome {
        try QueryEngine(store: store).outcome(of: PromQL.parse(text), at: time)
    }

    private func vector(_ text: String, at time: Int64) throws -> [Labels: Double] {
        guard case .vector(let samples) = try outcome(text, at: time).value else { return [:] }
        return Dictionary(samples.map { ($0.labels, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    private func load(
        _ name: String, _ labels: [(String, String)] = [], every step: Int64 = 15_000, is values: [Double]
    ) {
        for (index, value) in values.enumerated() {
            store.append(Labels(name: name, labels), at: Int64(index) * step, value)
        }
    }

    @Test("anchored takes the sample before the window, smoothed a value at its edges")
    func extended() throws {
        load("c_total", every: 60_000, is: [0, 60, 120, 240, 300])
        // Window (90 s, 210 s]: the last sample before it is 60 at 60 s, the last within it 240 at 180 s.
        #expect(try vector("increase(c_total[2m] anchored)", at: 210_000) == [.none: 180])
        // Halfway between 60 and 120 at its start, between 240 and 300 at its end.
        #expect(try vector("increase(c_total[2m] smoothed)", at: 210_000) == [.none: 180])
        #expect(try vector("rate(c_total[2m] smoothed)", at: 210_000) == [.none: 1.5])
        #expect(try vector("c_total smoothed", at: 210_000) == [Labels(name: "c_total"): 270])
        #expect(throws: PromQLError.self) { try vector("sum_over_time(c_total[2m] anchored)", at: 210_000) }
        #expect(throws: PromQLError.self) { try vector("quantile_over_time(0.5, c_total[2m] smoothed)", at: 210_000) }
    }

    @Test("a name that a function makes meaningless goes at the end of the query, not before")
    func lateNames() throws {
        load("a_total", [("i", "1")], is: [0, 15, 30])
        load("b_total", [("i", "1")], is: [0, 30, 60])
        let both = #"rate({__name__=~"._total"}[1m])"#
        #expect(try vector("sum(\(both))", at: 30_000).values.map { $0 > 0 } == [true])
        #expect(throws: PromQLError.self) { try vector(both, at: 30_000) }
        let named = try vector(#"label_replace(\#(both), "of", "$1", "__name__", "(.)_total")"#, at: 30_000)
        #expect(Set(named.keys) == [Labels([("i", "1"), ("of", "a")]), Labels([("i", "1"), ("of", "b")])])
        let kept = try vector(
            #"label_replace(rate(a_total[1m]), "__name__", "rate:$1", "__name__", "(.+)")"#, at: 30_000)
        #expect(kept.keys.first?.name == "rate:a_total")
    }

    @Test("a name that bool makes meaningless goes at the end too, one of arithmetic at once")
    func namesBetweenVectors() throws {
        load("a", [("i", "1")], is: [1])
        load("b", [("i", "1")], is: [1])
        #expect(try vector("a == bool b", at: 0) == [Labels([("i", "1")]): 1])
        let late = try vector(#"label_replace(a == bool b, "of", "$1", "__name__", "(.+)")"#, at: 0)
        #expect(late == [Labels([("i", "1"), ("of", "a")]): 1])
        let gone = try vector(#"label_replace(a + b, "of", "$1", "__name__", "(.+)")"#, at: 0)
        #expect(gone == [Labels([("i", "1")]): 2])
        #expect(try vector("sum by (__name__) (a == bool b)", at: 0) == [.none: 1])
    }

    @Test("info adds the labels of the target's info metric")
    func info() throws {
        let target = [("job", "api"), ("instance", "1")]
        load("x", target, is: [1, 2])
        load("target_info", target + [("version", "7"), ("region", "eu")], is: [1, 1])
        #expect(try vector("info(x)", at: 15_000).keys.first?["version"] == "7")
        let one = try vector(#"info(x, {region=~".+"})"#, at: 15_000).keys.first
        #expect(one?["region"] == "eu" && one?["version"] == nil)
        #expect(try vector(#"info(x, {region="us"})"#, at: 15_000).isEmpty)
    }

    @Test("limit_ratio and its complement share out all series")
    func ratio() throws {
        for index in 0..<200 { load("x", [("i", "\(index)")], is: [1]) }
        let some = try vector("limit_ratio(0.3, x)", at: 0)
        let others = try vector("limit_ratio(-0.7, x)", at: 0)
        #expect((30...90).contains(some.count))
        #expect(some.count + others.count == 200 && Set(some.keys).isDisjoint(with: others.keys))
    }

    @Test("several quantiles of a histogram are told apart by a label")
    func quantiles() throws {
        for (bound, count) in [("1", 10.0), ("2", 20), ("+Inf", 20)] { load("h_bucket", [("le", bound)], is: [count]) }
        let found = try vector(#"histogram_quantiles(h_bucket, "q", 0.5, 0.75)"#, at: 0)
        #expect(found == [Labels([("q", "0.5")]): 1, Labels([("q", "0.75")]): 1.5])
    }

    @Test(
        "a doubtful question is answered with a warning or an info",
        arguments: [
            ("quantile(1.5, x)", "quantile value should be between 0 and 1, got 1.5 (1:10)", ""),
            (
                "rate(x[1m])", "",
                "metric might not be a counter, name does not end in _total/_sum/_count/_bucket: \"x\" (1:6)"
            ),
            (
                "x </ 2", "",
                "incompatible sample types encountered for binary operator \"</\": float </ float (1:1)"
            ),
            ("nothing </ 2", "", ""),
            ("limit_ratio(2, x)", "ratio value should be between -1 and 1, got 2, capping to 1 (1:13)", ""),
            (
                "histogram_quantile(0.5, x)",
                "bucket label \"le\" is missing or has a malformed value of \"\" for metric name \"x\" (1:25)", ""
            ),
        ])
    func notes(text: String, warning: String, info: String) throws {
        load("x", is: [1, 2, 3])
        let notes = try outcome(text, at: 30_000).notes
        #expect(notes.warnings == (warning.isEmpty ? [] : ["PromQL warning: " + warning]))
        #expect(notes.infos == (info.isEmpty ? [] : ["PromQL info: " + info]))
    }

    @Test("a comparison that does not hold still takes its partner")
    func claims() throws {
        load("many", [("g", "1"), ("i", "1")], is: [1])
        load("many", [("g", "1"), ("i", "2")], is: [5])
        load("one", [("g", "1")], is: [3])
        let error = #expect(throws: PromQLError.self) { try vector("many > on(g) one", at: 0) }
        #expect(error?.message.contains("many-to-one matching must be explicit") == true)
        #expect(try vector("many > on(g) group_left one", at: 0).values.map { $0 } == [5])
    }

    @Test("among equals those stay that Prometheus' heap leaves")
    func ties() throws {
        for (name, value) in [("a", 0.0), ("b", 0), ("c", 0), ("d", 5)] { load("m", [("l", name)], is: [value]) }
        #expect(Set(try vector("topk(3, m)", at: 0).keys.compactMap { $0["l"] }) == ["d", "b", "c"])
        #expect(Set(try vector("bottomk(2, m)", at: 0).keys.compactMap { $0["l"] }) == ["a", "b"])
        #expect(try vector("topk(-Inf, m)", at: 0).isEmpty)
    }

    @Test(
        "what would not fit is refused, however it comes about",
        arguments: [
            "m @ end()", "count_values(\"v\", m * time())", "label_replace(m, \"x\", \"1\", \"\", \"\") or m @ end()",
            "sum_over_time(vector(1)[5000000s:1s])",
        ])
    func memory(text: String) throws {
        for index in 0..<200 { load("m", [("i", "\(index)")], is: [Double(index)]) }
        var limits = QueryLimits()
        limits.samples = 100_000
        let engine = QueryEngine(store: store, limits: limits)
        let error = #expect(throws: PromQLError.self) {
            try engine.range(PromQL.parse(text), start: 0, end: 290_000, step: 100)
        }
        #expect(error?.message.contains("too many samples") == true || error?.message.contains("steps") == true)
    }

    @Test("numbers and modifiers are read as Prometheus reads them")
    func reading() throws {
        load("m", is: [1])
        guard case .scalar(let octal) = try outcome("010", at: 0).value else { return }
        #expect(octal == 8)
        #expect(throws: PromQLError.self) { try PromQL.parse("1e400") }
        #expect(try vector("m + on() 1", at: 0) == [.none: 2])
        #expect(throws: PromQLError.self) { try PromQL.parse("info(m, n)") }
        #expect(throws: PromQLError.self) { try PromQL.parse("info(m, sum(n))") }
        #expect(try vector("info(m, {})", at: 0).count == 1)
    }
}
