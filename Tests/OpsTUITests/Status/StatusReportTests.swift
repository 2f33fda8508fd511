import Foundation
import OpsCore
import Testing

@testable import OpsTUI

@Suite struct StatusReportTests {
    private func object(_ snapshot: OpsSnapshot) throws -> [String: Any] {
        let data = Data(try StatusReport(snapshot).json().utf8)
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test func itHasTheFieldsOfItsSchema() throws {
        let report = try object(Fixture.snapshot(busy: true))
        #expect(report["schema"] as? String == "ops.status/1")
        #expect(
            Set(report.keys) == [
                "schema", "at", "server", "links", "request_rate_per_second", "error_ratio", "p95_ms", "tenants",
                "breakers", "queue", "incidents", "alerts", "valves", "slo",
            ])
        let server = try #require(report["server"] as? [String: Any])
        #expect(Set(server.keys) == ["version", "embedded", "uptime_sec"])
        #expect(server["uptime_sec"] as? Double == 86_400)
        let links = try #require(report["links"] as? [String: [String: Any]])
        #expect(Set(links.keys) == ["stream", "mqtt", "redis", "database"])
        let valve = try #require((report["valves"] as? [[String: Any]])?.first { $0["id"] as? String == "v-109" })
        #expect(Set(valve.keys) == ["id", "state", "position_percent", "quality", "age_ms", "stale"])
        #expect(valve["stale"] as? Bool == true && valve["age_ms"] as? Int == 38_000)
        let queue = try #require(report["queue"] as? [String: Any])
        #expect(Set(queue.keys) == ["depth", "limit", "running", "oldest_age_sec"])
        let incident = try #require((report["incidents"] as? [[String: Any]])?.first)
        #expect(Set(incident.keys) == ["id", "severity", "status", "title", "since"])
        let alert = try #require((report["alerts"] as? [[String: Any]])?.first)
        #expect(Set(alert.keys) == ["id", "name", "state", "source", "since"])
    }

    @Test func whatIsNotKnownIsNull() throws {
        var snapshot = Fixture.snapshot(busy: false)
        snapshot.metrics = MetricsStatus(current: MetricsPoint(at: Fixture.now))
        snapshot.metrics.current.errorRatio = .nan
        snapshot.valves = [ValveStatus(id: "v-1", name: "never spoke")]
        snapshot.links = []
        let text = try StatusReport(snapshot).json()
        for expected in [
            "\"request_rate_per_second\":null", "\"error_ratio\":null", "\"p95_ms\":null", "\"age_ms\":null",
            "\"position_percent\":null", "\"oldest_age_sec\":null",
        ] { #expect(text.contains(expected)) }
        #expect(text.contains("\"redis\":{\"age_ms\":null,\"state\":\"off\"}"))
        let decoded = try OpsJSON.decoder().decode(StatusReport.self, from: Data(text.utf8))
        #expect(decoded == StatusReport(snapshot))
    }

    @Test func wellAndNotWell() {
        #expect(StatusReport.isAllWell(Fixture.snapshot(busy: false)))
        #expect(!StatusReport.isAllWell(Fixture.snapshot(busy: true)))
        var down = Fixture.snapshot(busy: false)
        down.links[1].state = .down
        #expect(!StatusReport.isAllWell(down))
        #expect(Assessment(of: down, at: down.at).summary == "mqtt down")
        var slow = Fixture.snapshot(busy: false)
        slow.metrics.p95LimitMs = 500
        slow.metrics.current.p95Ms = 501
        #expect(!StatusReport.isAllWell(slow))
        #expect(Assessment(of: slow, at: slow.at).summary == "p95 over limit")
    }

    @Test func plainTextShowsThePanesAndNothingUnsafe() {
        var snapshot = Fixture.snapshot(busy: true)
        snapshot.valves[0].name = "in\u{1B}[31mlet\u{202E}"
        let text = PlainText.render(snapshot, width: 100)
        for word in [
            "Signals", "Incidents", "Alerts", "Breakers", "Valves", "Tenants", "Commands", "HighErrorRate",
            "4.2 % > 1 %", "search", "OPEN", "38s STALE", "breaker search OPEN 2 s before errors rose",
        ] { #expect(text.contains(word), "\(word)") }
        #expect(!text.unicodeScalars.contains { $0.value < 32 && $0 != "\n" || $0.value == 0x202E })
        for width in [0, 40, 80, 5000] {
            let limit = min(max(width, 40), 400)
            #expect(PlainText.render(snapshot, width: width).split(separator: "\n").allSatisfy { $0.count <= limit })
        }
    }
}
