import Testing

@testable import OpsMetrics

@Suite("The engine keeps to its limits and to Prometheus 3")
struct QueryEngineTests {
    private let store = SeriesStore()
    private let x = Labels(name: "x")

    private func instant(_ text: String, at time: Int64) throws -> [Double] {
        switch try QueryEngine(store: store).instant(PromQL.parse(text), at: time) {
        case .scalar(let value): return [value]
        case .vector(let samples): return samples.map(\.value)
        case .matrix(let series): return series.flatMap { $0.samples.map(\.value) }
        case .string: return []
        }
    }

    @Test("series of two match groups may have the same labels until the query ends")
    func sameLabelsForAWhile() throws {
        let store = SeriesStore()
        for (name, value) in [("g", 2.0), ("h", 3.0)] { store.append(Labels(name: name, [("m", "1")]), at: 0, value) }
        let engine = QueryEngine(store: store)
        for matching in ["on (__name__)", "on (__name__, m) group_left"] {
            let text = #"{__name__=~"g|h"} * \#(matching) {__name__=~"g|h"}"#
            #expect(try engine.samples(of: "sum(\(text))", at: 0).map(\.value) == [13])
            let error = #expect(throws: PromQLError.self) { try engine.instant(PromQL.parse(text), at: 0) }
            #expect(error?.message.contains("same labelset") == true)
        }
    }

    @Test("windows and look-back are open on the left")
    func leftOpen() throws {
        for second in 0...10 { store.append(x, at: Int64(second) * 1_000, Double(second)) }
        #expect(try instant("count_over_time(x[5s])", at: 10_000) == [5])
        #expect(try instant("x", at: 10_000 + 299_999) == [10])
        #expect(try instant("x", at: 10_000 + 300_000) == [])
        #expect(try instant("rate(x[5s])", at: 10_000) == [1])
    }

    @Test("a stale marker ends a series at once, and is no sample in a window")
    func stale() throws {
        store.append(x, at: 1_000, 1)
        store.append(x, at: 2_000, 2)
        store.markStale(x, at: 3_000)
        #expect(try instant("x", at: 2_999) == [2])
        #expect(try instant("x", at: 3_000) == [])
        #expect(try instant("count_over_time(x[1m])", at: 4_000) == [2])
        #expect(try instant("absent(x)", at: 4_000) == [1])
        store.append(x, at: 5_000, 7)
        #expect(try instant("x", at: 5_000) == [7])
    }

    @Test("an ordinary NaN is a value")
    func ordinaryNaN() throws {
        store.append(x, at: 1_000, .nan)
        #expect(try instant("x", at: 1_500).first?.isNaN == true)
    }

    @Test("every function answers", arguments: PromQLFunction.all.keys.sorted())
    func everyFunction(name: String) throws {
        store.append(x, at: 1_000, 1)
        let function = try #require(PromQLFunction.all[name])
        let arguments = function.arguments.prefix(max(function.required, 1)).map { type in
            switch type {
            case .scalar: "0.5"
            case .vector: "x"
            case .matrix: "x[1m]"
            case .string: "\"a\""
            }
        }
        let list = name == "info" ? "x, {a=\"b\"}" : arguments.joined(separator: ", ")
        let expression = try PromQL.parse("\(name)(\(list))")
        let value = try QueryEngine(store: store).instant(expression, at: 1_000)
        if case .string = value { Issue.record("no function gives a text") }
    }

    @Test("the functions over a window that Prometheus 3 added")
    func addedInThree() throws {
        for (index, value) in [1.0, 9, 2, 9, 4].enumerated() { store.append(x, at: Int64(index + 1) * 1_000, value) }
        #expect(try instant("mad_over_time(x[1m])", at: 5_000) == [3])
        #expect(try instant("ts_of_max_over_time(x[1m])", at: 5_000) == [4])
        #expect(try instant("ts_of_min_over_time(x[1m])", at: 5_000) == [1])
        #expect(try instant("ts_of_first_over_time(x[1m])", at: 5_000) == [1])
        #expect(try instant("ts_of_last_over_time(x[1m])", at: 5_000) == [5])
        #expect(throws: PromQLError.self) { try instant("double_exponential_smoothing(x[1m], 1, 0.5)", at: 5_000) }
        #expect(try instant("histogram_sum(x)", at: 5_000) == [])
        store.append(x, at: 6_000, .nan)
        #expect(try instant("mad_over_time(x[1m])", at: 6_000).allSatisfy(\.isNaN))
    }

    @Test("limits on samples, steps and time")
    func limits() throws {
        for second in 0..<1_000 { store.append(x, at: Int64(second) * 1_000, 1) }
        var limits = QueryLimits()
        limits.samples = 500
        let engine = QueryEngine(store: store, limits: limits)
        #expect(throws: PromQLError.self) { try engine.instant(PromQL.parse("sum_over_time(x[15m])"), at: 999_000) }
        #expect(throws: PromQLError.self) { try engine.range(PromQL.parse("1"), start: 0, end: 20_000, step: 1) }
        #expect(throws: PromQLError.self) { try engine.range(PromQL.parse("1"), start: 0, end: 10, step: 0) }
        limits.time = .zero
        let late = QueryEngine(store: store, limits: limits)
        #expect(throws: PromQLError.self) { try late.instant(PromQL.parse("1"), at: 0) }
    }

    @Test("topk comes in order, the label copied by group_left may be absent")
    func order() throws {
        for (index, value) in [3.0, 9, 5].enumerated() {
            store.append(Labels(name: "y", [("i", "\(index)")]), at: 1_000, value)
        }
        #expect(try instant("topk(2, y)", at: 1_000) == [9, 5])
        #expect(try instant("bottomk(2, y)", at: 1_000) == [3, 5])
        #expect(try instant("limitk(2, y)", at: 1_000) == [3, 9])
        #expect(try instant("limitk(-1, y)", at: 1_000) == [])
        #expect(throws: PromQLError.self) { try instant("limitk(NaN, y)", at: 1_000) }
        #expect(try instant("sort_desc(y)", at: 1_000) == [9, 5, 3])
    }
}
