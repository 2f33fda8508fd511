import NIOHTTP1
import OpsCore
import OpsTestSupport
import Testing

@testable import OpsServer

/// What every answer bears: id, security headers, trace, log line, metrics.
@Suite struct ChainHeaderTests {
    @Test func keepsAWellFormedRequestIDAndReplacesAnyOther() async throws {
        try await withEdge { edge in
            let kept = try await edge.send(.GET, "/livez", headers: [("x-request-id", "abc-DEF_1.23")])
            #expect(kept["x-request-id"] == "abc-DEF_1.23")
            for bad in ["short", "has space in it", "semi;colon;semi", String(repeating: "a", count: 129)] {
                let answer = try await edge.send(.GET, "/livez", headers: [("x-request-id", bad)])
                let id = try #require(answer["x-request-id"])
                #expect(id != bad && id.count == 32)
            }
        }
    }

    @Test func aPageVariesByWhatItDependsOnAndByTheOrigin() async throws {
        try await withEdge { edge in
            let page = try await edge.send(.GET, "/errors/OVERLOADED")
            #expect(page["vary"] == "Accept, Origin")
        }
    }

    @Test(arguments: ["/livez", "/nowhere", "/valves/broken", "/errors/NOPE"])
    func everyAnswerHasTheSecurityHeaders(path: String) async throws {
        try await withEdge { edge in
            let answer = try await edge.send(.GET, path, key: "viewer-key")
            #expect(answer["x-frame-options"] == "DENY")
            #expect(answer["x-content-type-options"] == "nosniff")
            #expect(answer["content-security-policy"]?.contains("default-src 'none'") == true)
            #expect(answer["referrer-policy"] == "no-referrer")
            #expect(answer["permissions-policy"] != nil)
            #expect(answer["date"]?.hasSuffix("GMT") == true)
            #expect(answer["x-request-id"] != nil)
            #expect(answer["strict-transport-security"] == nil)
        }
    }

    @Test func speaksOfStrictTransportWhereATrustedProxyEndsTLS() async throws {
        try await withEdge(configure: { $0.trustedProxies = ["127.0.0.1"] }) { edge in
            let answer = try await edge.send(.GET, "/livez", headers: [("x-forwarded-proto", "https")])
            #expect(answer["strict-transport-security"]?.contains("max-age=") == true)
        }
        try await withEdge { edge in
            let answer = try await edge.send(.GET, "/livez", headers: [("x-forwarded-proto", "https")])
            #expect(answer["strict-transport-security"] == nil)
        }
    }

    @Test func handsIDAndTraceToTheDomain() async throws {
        let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        try await withEdge { edge in
            _ = try await edge.send(
                .GET, "/valves/v-101", key: "viewer-key",
                headers: [("traceparent", trace), ("x-request-id", "request-1")])
            #expect(edge.operations.facts.value.trace?.traceparent == trace)
            #expect(edge.operations.facts.value.trace?.requestID == "request-1")
            let line = try #require(try edge.log().last { $0["request_id"] == "request-1" })
            #expect(line["trace_id"] == "0af7651916cd43dd8448eb211c80319c")
        }
    }

    @Test(arguments: [
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "nonsense",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
    ])
    func dropsATraceThatIsNotWellFormed(trace: String) {
        #expect(TraceParent.kept(trace) == nil)
    }

    @Test func logsOneLineARequestWithoutSecrets() async throws {
        try await withEdge { edge in
            _ = try await edge.send(
                .GET, "/valves/v-101?token=hunter2", key: "viewer-key", headers: [("x-request-id", "request-2")])
            let lines = try edge.log().filter { $0["request_id"] == "request-2" }
            #expect(lines.count == 1)
            let line = try #require(lines.first)
            #expect(line["method"] == "GET" && line["path"] == "/valves/v-101" && line["status_code"] == "200")
            #expect(line["endpoint"] == "/valves/{id}" && line["tenant"] == "watch" && line["caller"] == "watch")
            #expect(line["level"] == "info" && line["logger"] == "edge" && line["message"] == "request")
            #expect(line["timestamp"]?.hasSuffix("Z") == true && Double(line["duration_ms"] ?? "") != nil)
            let text = try edge.logText()
            #expect(!text.contains("hunter2") && !text.contains("viewer-key"))
        }
    }

    @Test func countsRequestsByRouteAndNeverByPath() async throws {
        try await withEdge { edge in
            _ = try await edge.send(.GET, "/valves/v-101", key: "tenant-key")
            _ = try await edge.send(.GET, "/valves/v-101", key: "viewer-key")
            _ = try await edge.send(.GET, "/valves/broken", key: "viewer-key")
            _ = try await edge.send(.GET, "/secret/path/1")
            let metrics = edge.metrics
            func requests(_ service: String, _ endpoint: String, _ status: Int) -> Double? {
                metrics.value(
                    "http_requests_total{service=\(service),method=GET,endpoint=\(endpoint),status=\(status)}")
            }
            for status in [403, 200, 500] { #expect(requests("fabric", "/valves/{id}", status) == 1) }
            #expect(requests("gateway", "unmatched", 404) == 1)
            #expect(metrics.value("http_request_duration_seconds{service=fabric,endpoint=/valves/{id}}") == 3)
            #expect(metrics.value("http_errors_total{service=fabric}") == 1)
            #expect(metrics.value("http_requests_in_flight{service=fabric}") == 0)
            #expect(metrics.value("tenant_requests_total{tenant=watch,outcome=ok}") == 1)
            #expect(metrics.value("tenant_requests_total{tenant=watch,outcome=error}") == 1)
            #expect(metrics.value("tenant_requests_total{tenant=acme,outcome=ok}") == 1)
            #expect(!metrics.values.value.keys.contains { $0.contains("secret") || $0.contains("v-101") })
        }
    }
}
