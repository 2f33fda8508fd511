import CoreMetrics
import Foundation
import Testing

@testable import OpsMetrics

@Suite("The registry counts, exposes and stays bounded")
struct RegistryTests {
    private func value(_ registry: MetricRegistry, _ series: String) -> Double? {
        registry.samples().first { $0.0.description == series }?.1
    }

    @Test("direct calls and swift-metrics handlers meet in the same series")
    func meet() {
        let registry = MetricRegistry(includesProcess: false)
        registry.increment("http_requests_total", [("status", "200"), ("method", "GET")])
        let counter = Counter(
            label: "http_requests_total", dimensions: [("method", "GET"), ("status", "200")], factory: registry)
        counter.increment(by: 2)
        #expect(value(registry, "http_requests_total{method=\"GET\", status=\"200\"}") == 3)
        #expect(registry.samples().count == 1)
    }

    @Test("a timer records seconds into a classic histogram of its own name")
    func timer() {
        let registry = MetricRegistry(includesProcess: false)
        registry.describe("http_request_duration_seconds", help: "Time to answer.", buckets: [1, 0.1])
        let timer = CoreMetrics.Timer(label: "http_request_duration_seconds", dimensions: [], factory: registry)
        timer.recordMilliseconds(50)
        timer.recordMilliseconds(100)
        timer.recordMilliseconds(2_000)
        #expect(value(registry, "http_request_duration_seconds_bucket{le=\"0.1\"}") == 2)
        #expect(value(registry, "http_request_duration_seconds_bucket{le=\"1\"}") == 2)
        #expect(value(registry, "http_request_duration_seconds_bucket{le=\"+Inf\"}") == 3)
        #expect(value(registry, "http_request_duration_seconds_count") == 3)
        #expect(abs((value(registry, "http_request_duration_seconds_sum") ?? 0) - 2.15) < 1e-9)
    }

    @Test("gauges, meters and recorders that do not aggregate hold the last value")
    func gauges() {
        let registry = MetricRegistry(includesProcess: false)
        registry.setGauge("depth", [], 4)
        let meter = Meter(label: "level", dimensions: [], factory: registry)
        meter.set(5)
        meter.decrement(by: 1.5)
        Gauge(label: "last", dimensions: [], factory: registry).record(7)
        #expect(value(registry, "depth") == 4)
        #expect(value(registry, "level") == 3.5)
        #expect(value(registry, "last") == 7)
    }

    @Test("counters ignore what would lower them")
    func monotonic() {
        let registry = MetricRegistry(includesProcess: false)
        registry.increment("a_total", [], by: 2)
        registry.increment("a_total", [], by: -1)
        registry.increment("a_total", [], by: .nan)
        #expect(value(registry, "a_total") == 2)
    }

    @Test("beyond the limit series share one overflow series")
    func overflow() {
        let registry = MetricRegistry(seriesLimit: 3, includesProcess: false)
        for index in 0..<10 { registry.increment("a_total", [("id", "\(index)")]) }
        #expect(registry.samples().count == 4)
        #expect(value(registry, "a_total{overflow=\"true\"}") == 7)
    }

    @Test("a name of two kinds keeps the first and counts the rest")
    func conflict() {
        let registry = MetricRegistry(includesProcess: false)
        registry.increment("x_total")
        registry.setGauge("x_total", [], 9)
        #expect(value(registry, "x_total") == 1)
        #expect(value(registry, "metrics_kind_conflicts_total") == 1)
    }

    @Test("names are made valid, reserved labels kept apart")
    func names() {
        let registry = MetricRegistry(includesProcess: false)
        registry.increment("hb.requests", [("__x", "1"), ("a-b", "2")])
        registry.observe("h", [("le", "1")], 1)
        let shown = registry.samples().map(\.0.description)
        #expect(shown.contains("hb_requests_total{a_b=\"2\", x__x=\"1\"}"))
        #expect(shown.contains("h_count{exported_le=\"1\"}"))
    }

    @Test("removed series and destroyed handlers disappear")
    func removal() {
        let registry = MetricRegistry(includesProcess: false)
        registry.setGauge("g", [("a", "1")], 1)
        registry.remove("g", [("a", "1")])
        let counter = Counter(label: "c_total", dimensions: [], factory: registry)
        counter.increment()
        counter.destroy()
        #expect(registry.samples().isEmpty)
    }

    @Test("promtool accepts the exposition, hostile label values and all")
    func promtool() throws {
        let registry = MetricRegistry()
        registry.describe("api_tenants_count", help: "Tenants with\na \\ key.")
        registry.setGauge("api_tenants_count", [], 3)
        registry.increment("http_requests_total", [("endpoint", "/a\"b\\c\nd\u{202E}é"), ("status", "500")])
        registry.observe("http_request_duration_seconds", [("endpoint", "/x")], 0.3)
        registry.increment("hb.errors")
        let text = registry.expose()
        let result = try Tool.run("promtool", ["check", "metrics"], input: text)
        #expect(result.status == 0, "\(result.output)")
        let families = try MetricsText.parse(text)
        let names = families.map(\.name)
        for name in ["process_cpu_seconds_total", "process_resident_memory_bytes", "process_open_fds"] {
            #expect(names.contains(name))
        }
        let start = families.first { $0.name == "process_start_time_seconds" }?.samples.first?.value ?? 0
        #expect(abs(start - Date.now.timeIntervalSince1970) < 86_400)
        let hostile = families.first { $0.name == "http_requests_total" }?.samples.first
        #expect(hostile?.labels["endpoint"] == "/a\"b\\c\nd\u{202E}é")
    }

    @Test("many threads lose no count")
    func concurrent() async {
        let registry = MetricRegistry(includesProcess: false)
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for step in 0..<1_000 { registry.increment("n_total", [("k", "\((task + step) % 5)")]) }
                }
            }
        }
        #expect(registry.samples().reduce(0) { $0 + $1.1 } == 8_000)
    }
}
