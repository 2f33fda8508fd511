import Foundation
import OpsChildren
import OpsTestSupport
import Testing

/// Panes and rules over an existing Prometheus, which stands still, dies and comes back.
@Suite(.serialized, .timeLimit(.minutes(4))) struct PrometheusLinkTests {
    /// One request a second of a customer, and of nobody here.
    private static let traffic = """
        groups:
          - name: traffic
            interval: 1s
            rules:
              - record: http_requests_total
                expr: vector(time())
                labels: {endpoint: /v1/jobs, status: "200"}

        """
    private static let prometheus = "global: {evaluation_interval: 1s}\nrule_files: [traffic.yml]\n"
    private static let rules = """
        groups:
          - name: elsewhere
            interval: 1s
            rules:
              - alert: SeenElsewhere
                expr: sum(rate(http_requests_total{endpoint="/v1/jobs"}[8s])) > 0.5
                labels: {severity: warning}
                annotations: {summary: "{{ $value | humanize }} a second"}

        """

    @Test("--prometheus: panes and rules ask there; what is not fresh is not shown") func outage() async throws {
        let place = try Place()
        _ = try place.write(Self.traffic, to: "traffic.yml")
        _ = try place.write(Self.rules, to: "rules.yml")
        let prometheus = try await PrometheusServer.start(in: place.directory, configuration: Self.prometheus)
        let site = try await ServedSite.start(
            in: place, configuration: "rule_files: [rules.yml]\npanes: {step_seconds: 1, window: 8s}\n",
            environment: ["PROMETHEUS_URL": prometheus.url, "PROMETHEUS_TIMEOUT_SECONDS": "1"])
        try await shows(site, "the other server's rate") {
            $0["request_rate_per_second"].number.map { 0.5...1.5 ~= $0 } ?? false
        }
        try await shows(site, "the alert that only the other server's samples make") {
            $0["alerts"].items.contains { $0["name"].text == "SeenElsewhere" }
        }
        try await shows(site, "the link") { $0["links"]["prometheus"]["state"].text == "ok" }
        let health = try await site.stranger.get("/health").json
        #expect(health["checks"]["prometheus"].text == "ok", "\(health)")

        // Frozen, then killed: no answer is no value, and the alert stays as it was.
        for (signal, mend) in [(SIGSTOP, SIGCONT), (SIGKILL, 0)] {
            prometheus.kill(signal)
            try await shows(site, "nothing, after signal \(signal)") { status in
                status["request_rate_per_second"] == .null && status["links"]["prometheus"]["state"].text == "down"
            }
            let status = try #require(try await site.status())
            #expect(status["alerts"].items.contains { $0["name"].text == "SeenElsewhere" })
            #expect(try #require(status["links"]["prometheus"]["age_ms"].number) > 0)
            if mend == 0 { try await prometheus.restart() } else { prometheus.kill(mend) }
            try await shows(site, "the rate again") { status in
                status["request_rate_per_second"].number != nil && status["links"]["prometheus"]["state"].text == "ok"
            }
        }
        await site.stop()
        await prometheus.stop()
    }

    @Test("--prometheus: a server that asks for a password and gets none is down, and says why") func stranger()
        async throws
    {
        let place = try Place()
        // bcrypt of the password `test`.
        let hash = "$2b$12$hNf2lSsxfm0.i4a.1kVpSOVyBCfIB51VRjgBUyv6kdnyTlgWj81Ay"
        let prometheus = try await PrometheusServer.start(
            in: place.directory, configuration: "global: {}\n",
            webConfiguration: "basic_auth_users:\n  reader: \(hash)\n")
        let site = try await ServedSite.start(in: place, environment: ["PROMETHEUS_URL": prometheus.url])
        try await shows(site, "the link down") { $0["links"]["prometheus"]["state"].text == "down" }
        try await eventually("why") {
            let links = try await site.operator.get("/ops/status").json["links"]
            return links.item("prometheus")["detail"].text?.contains("401") ?? false
        }
        await site.stop()
        await prometheus.stop()
    }

    private func shows(_ site: ServedSite, _ what: String, _ condition: (JSON) -> Bool) async throws {
        var last: JSON = .null
        do {
            try await eventually(within: .seconds(60), what) {
                guard let status = try await site.status() else { return false }
                last = status
                return condition(status)
            }
        } catch is NeverHeld {
            Issue.record("\(what): \(last)")
        }
    }
}
