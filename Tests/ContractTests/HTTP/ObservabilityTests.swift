import Foundation
import OpsChildren
import OpsTestSupport
import Testing

extension ServerTests {
    @Suite struct ObservabilityTests {
        @Test("A16, C3: health, livez and readyz answer without a key; health has the promised shape")
        func health() async throws {
            let site = try ServerScope.site()
            for path in ["/livez", "/readyz", "/health"] {
                #expect(try await site.stranger.get(path).status == 200, "\(path)")
                #expect(try await site.stranger.send("HEAD", path).status == 200, "HEAD \(path)")
            }
            let health = try await site.stranger.get("/health").json
            #expect(["ok", "degraded"].contains(health["status"].text))
            for check in ["database", "event_bus"] {
                #expect(["ok", "degraded", "down"].contains(health["checks"][check].text), "\(check)")
            }
            #expect(health["checks"]["database"].text == "ok")
            #expect(try #require(health["uptime_sec"].number) > 0)
            #expect(health["version"].text?.isEmpty == false)
        }

        @Test("A14: the promised metrics are there, by route pattern, and promtool finds nothing wrong")
        func metrics() async throws {
            let site = try ServerScope.site()
            let client = WebClient(port: site.port, key: ServerScope.key(7))
            _ = try await client.get("/v1/jobs/some-raw-id-123")
            let text = try await site.stranger.get("/metrics").body
            for name in [
                "api_tenants_count", "api_keys_count", "http_requests_total{", "http_request_duration_seconds_bucket{",
                "http_request_duration_seconds_count{",
            ] {
                #expect(text.contains("\n\(name)") || text.contains("# TYPE \(name) "), "\(name)")
            }
            #expect(text.contains("# TYPE http_errors_total counter"))
            #expect(text.contains("endpoint=\"/v1/jobs/{id}\""))
            #expect(!text.contains("some-raw-id"))
            let file = try site.place.write(text, to: "metrics.txt")
            let lint = try await Shell.tool(
                "promtool", package: "prometheus", ["check", "metrics"], in: site.place, input: file)
            #expect(lint.status == .status(0), "\(lint.output)\(lint.errors)")
            let own = try await Opstui.run(["metrics", "check", file], in: site.place)
            #expect(own.status == .status(0), "\(own.errors)")
        }

        @Test("A14: requests are counted by method, pattern and status")
        func requestsAreCounted() async throws {
            let site = try ServerScope.site()
            let series =
                #"http_requests_total{endpoint="/errors/{code}",method="GET",service="gateway",status="200"}"#
            let before = try await count(of: series, site)
            for _ in 1...3 { _ = try await site.stranger.get("/errors/QUEUE_FULL") }
            #expect(try await count(of: series, site) == before + 3)
        }

        private func count(of series: String, _ site: ServedSite) async throws -> Double {
            let wanted = Set(try #require(Self.labels(series)))
            for line in try await site.stranger.get("/metrics").body.split(separator: "\n") {
                guard line.hasPrefix("http_requests_total{"), let end = line.lastIndex(of: " "),
                    let labels = Self.labels(String(line[..<end])), Set(labels) == wanted
                else { continue }
                return Double(line[line.index(after: end)...]) ?? 0
            }
            return 0
        }

        /// The labels of a series as written, in any order.
        private static func labels(_ series: String) -> [Substring]? {
            guard let open = series.firstIndex(of: "{"), let close = series.lastIndex(of: "}") else { return nil }
            return series[series.index(after: open)..<close].split(separator: ",")
        }

        @Test("A8, C6: the log is JSON, a line a request, with the promised fields")
        func accessLog() async throws {
            let site = try ServerScope.site()
            _ = try await site.stranger.get("/errors/DEGRADED?x=1", ["x-request-id": "log-fields-1"])
            try await eventually("the line") { site.accessLog.contains("log-fields-1") }
            let lines = site.accessLog.split(separator: "\n").map(String.init)
            let line = try JSON.parse(try #require(lines.first { $0.contains("log-fields-1") }))
            for name in ["timestamp", "level", "logger", "message", "request_id"] {
                #expect(line[name].text?.isEmpty == false, "\(name)")
            }
            #expect(line["method"].text == "GET")
            #expect(line["path"].text == "/errors/DEGRADED")
            #expect(line["status_code"].number == 200)
            #expect(try #require(line["duration_ms"].number) >= 0)
            for line in lines { _ = try JSON.parse(line) }
        }

        @Test("A16: /metrics and the query API want a key where the request was forwarded")
        func forwardedMetrics() async throws {
            let site = try ServerScope.site()
            let forwarded = ["x-forwarded-for": "203.0.113.9"]
            #expect(try await site.stranger.get("/metrics", forwarded).status == 401)
            #expect(try await site.operator.get("/metrics", forwarded).status == 200)
            #expect(try await site.stranger.get("/api/v1/query?query=up", forwarded).status == 401)
        }
    }
}
