import Testing
import Foundation
import CoreMetrics
@testable import OpsMetrics
@Suite struct PerfTests {
    @Test func perf() throws {
        let registry = MetricRegistry()
        let clock = ContinuousClock()
        for i in 0..<30 { for s in ["200","404","500"] { registry.increment("http_requests_total", [("method","GET"),("endpoint","/v1/thing\(i)"),("status",s)]) } }
        for i in 0..<15 { registry.observe("http_request_duration_seconds", [("method","GET"),("endpoint","/v1/thing\(i)")], 0.1) }
        let n = 100_000
        let a = clock.measure { for i in 0..<n { registry.increment("http_requests_total", [("method","GET"),("endpoint","/v1/thing7"),("status", i % 2 == 0 ? "200" : "500")]) } }
        let b = clock.measure { for _ in 0..<n { registry.observe("http_request_duration_seconds", [("method","GET"),("endpoint","/v1/thing7")], 0.2) } }
        let c = clock.measure { for _ in 0..<n { CoreMetrics.Timer(label: "http_request_duration_seconds", dimensions: [("method","GET"),("endpoint","/v1/thing7")], factory: registry).recordNanoseconds(1000) } }
        print("PERF inc \(a / n) observe \(b / n) timer \(c / n)")
        let store = SeriesStore()
        let series = registry.samples().count
        let d = clock.measure { for t in 0..<900 { registry.increment("http_requests_total", [("method","GET"),("endpoint","/v1/thing7"),("status", "200")]); store.sampleAll(registry, at: Int64(t) * 1000) } }
        print("PERF sampleAll of \(series) series \(d / 900) stats \(store.statistics)")
        let p = clock.measure { for _ in 0..<100 { _ = ProcessReading.current() } }
        print("PERF proc \(p / 100)")
        let engine = QueryEngine(store: store)
        let file = try RuleFileTests.shipped("opstui.rules.yml")
        var state = RuleGroupState()
        var t: Int64 = 899_000
        _ = state.evaluate(file.groups[0], engine: engine, at: t)
        let e = clock.measure { for _ in 0..<20 { t += 5000; _ = state.evaluate(file.groups[0], engine: engine, at: t) } }
        print("PERF rules \(e / 20)")
        let q = try PromQL.parse("sum(rate(http_requests_total[30s]))")
        let r = try clock.measure { _ = try engine.range(q, start: 700_000, end: 899_000, step: 1_000) }
        print("PERF range 200 steps \(r)")
        let x = clock.measure { _ = registry.expose() }
        print("PERF expose \(x)")
    }
}
