import Testing

@testable import OpsMetrics

@Suite("The registry's text is valid in both formats")
struct RegistryExpositionTests {
    private func filled() -> MetricRegistry {
        let registry = MetricRegistry(seriesLimit: 3)
        registry.describe("a_seconds_total", help: "Time \"spent\"\nin \\ a.", unit: "seconds")
        for index in 0..<6 {
            registry.increment(
                "a_seconds_total", [("x", "\(index)\"\\\n")], by: 0.5, exemplar: ("request_id", "r\(index)"))
        }
        registry.observe("h_seconds", [("endpoint", "/x")], 0.3, exemplar: ("request_id", "slow"))
        registry.observe("h_seconds", [("endpoint", "/y")], -1)
        registry.describeExponential("e_seconds", help: "Exponential.", unit: "seconds")
        for step in 1...100 { registry.observe("e_seconds", [], Double(step) / 10, exemplar: ("request_id", "e")) }
        registry.setInfo("build", [("version", "1.2")])
        for zone in ["z", "y", "w"] {
            registry.setStates("mode", [("zone", zone)], [("open", true), ("closed", false)])
        }
        registry.setGauge("depth", [], .nan)
        registry.setGauge("odd_count", [], 2)
        // Clashes with the histogram in OpenMetrics.
        registry.setGauge("h_seconds_sum", [], 2)
        return registry
    }

    @Test("both strict parsers take it")
    func strict() throws {
        let registry = filled()
        let old = try MetricsText.parse(registry.expose())
        let new = try MetricsText.parse(Array(registry.expose(.openMetrics).utf8), format: .openMetrics)
        #expect(old.contains { $0.name == "a_seconds_total" && $0.kind == .counter })
        let counter = try #require(new.first { $0.name == "a_seconds" })
        #expect(counter.unit == "seconds" && counter.help == "Time \"spent\"\nin \\ a.")
        #expect(counter.samples.filter { $0.labels.name == "a_seconds_created" }.count == 4)
        #expect(counter.samples.contains { $0.exemplar?.labels["request_id"] == "r0" && $0.exemplar?.value == 0.5 })
        #expect(
            counter.samples.contains { $0.labels["overflow"] == "true" && $0.exemplar?.labels["request_id"] == "r3" })
        #expect(new.first { $0.name == "build" }?.kind == .info)
        #expect(new.first { $0.name == "mode" }?.kind == .stateSet)
        let histogram = try #require(new.first { $0.name == "h_seconds" })
        let slow = histogram.samples.filter { $0.exemplar != nil }
        #expect(slow.count == 1 && slow[0].labels["le"] == "0.5" && slow[0].exemplar?.labels["request_id"] == "slow")
        #expect(histogram.samples.filter { $0.labels.name == "h_seconds_sum" }.count == 1)
    }

    @Test("promtool reads the older format of it, exponential buckets and all")
    func promtool() throws {
        let result = try Tool.run("promtool", ["check", "metrics"], input: filled().expose())
        #expect(result.status != 1, "\(result.output)")
    }

    @Test("the same values give the same text")
    func order() {
        func stable(_ text: String) -> [Substring] {
            text.split(separator: "\n").filter {
                !$0.contains("_created") && !$0.contains("process_") && !$0.contains("# {")
            }
        }
        #expect(stable(filled().expose(.openMetrics)) == stable(filled().expose(.openMetrics)))
    }

    @Test("an exemplar of more than 128 characters is left out")
    func longExemplar() {
        let registry = MetricRegistry(includesProcess: false)
        registry.increment("a_total", [], exemplar: ("id", String(repeating: "x", count: 127)))
        #expect(!registry.expose(.openMetrics).contains("# {"))
        registry.increment("a_total", [], exemplar: ("id", String(repeating: "é", count: 126)))
        #expect(registry.expose(.openMetrics).contains("# {id="))
    }

    @Test("a series keeps its first exemplar since it was last read, each bucket its own")
    func exemplarsBetweenReadings() throws {
        let registry = MetricRegistry(includesProcess: false)
        func shown() throws -> [String] {
            let families = try MetricsText.parse(Array(registry.expose(.openMetrics).utf8), format: .openMetrics)
            return families.flatMap(\.samples).compactMap { $0.exemplar?.labels["id"] }
        }
        for step in 0..<3 {
            registry.increment("a_total", [], exemplar: ("id", "r\(step)"))
            registry.observe("h", [], step == 2 ? 100 : 0.001, exemplar: ("id", "r\(step)"))
        }
        #expect(try shown() == ["r0", "r0", "r2"])
        registry.increment("a_total", [], exemplar: ("id", "later"))
        #expect(try shown() == ["later", "r0", "r2"])
        _ = registry.samples()
        registry.observe("h", [], 0.001, exemplar: ("id", "last"))
        registry.observe("h", [], 0.001, exemplar: ("id", "too late"))
        #expect(try shown() == ["later", "last", "r2"])
        #expect(registry.samples().contains { $0.0.name == "a_total" && $0.1 == 4 })
    }

    @Test("handlers of swift-metrics carry exemplars")
    func handlers() {
        let registry = MetricRegistry(includesProcess: false)
        let timer = registry.makeTimer(label: "t_seconds", dimensions: [])
        timer.recordNanoseconds(3_000_000, exemplar: ("request_id", "t"))
        registry.makeCounter(label: "c_total", dimensions: []).increment(exemplar: ("request_id", "c"))
        let text = registry.expose(.openMetrics)
        #expect(text.contains("t_seconds_bucket{le=\"0.005\"} 1 # {request_id=\"t\"} 0.003 "))
        #expect(text.contains("c_total 1 # {request_id=\"c\"} 1 "))
    }
}
