import NIOHTTP1
import OpsTestSupport
import Testing

extension ServerTests {
    @Suite struct RequestHeaderTests {
        @Test("A2: every answer bears a request id; a well-formed one is kept, any other replaced")
        func requestID() async throws {
            let site = try ServerScope.site()
            for path in ["/livez", "/nowhere", "/valves"] {
                let kept = try await site.stranger.get(path, ["x-request-id": "check-2024.A_1"])
                #expect(kept.header("x-request-id") == "check-2024.A_1")
            }
            for bad in ["short", "with space inside", "semi;colon-123", String(repeating: "a", count: 129)] {
                let replaced = try await site.stranger.get("/livez", ["x-request-id": bad])
                let id = try #require(replaced.header("x-request-id"))
                #expect(id != bad && id.count >= 16)
            }
            let fresh = try await site.stranger.get("/livez").header("x-request-id")
            #expect(try await site.stranger.get("/livez").header("x-request-id") != fresh)
        }

        @Test("A2: the id is in the problem, in the access log and in the audit entry; the trace id is in the log")
        func requestIDTravels() async throws {
            let site = try ServerScope.site()
            let problem = try await site.stranger.get("/nowhere", ["x-request-id": "travel-problem-1"])
            #expect(try problem.json["instance"].text == "travel-problem-1")
            let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
            let reload = try await site.admin.post(
                "/ops/reload-auth", nil,
                ["x-request-id": "travel-audit-1", "traceparent": "00-\(trace)-00f067aa0ba902b7-01"])
            #expect(reload.status == 200)
            let audit = try await site.operator.get("/v1/audit").json
            #expect(audit.items.contains { $0["request_id"].text == "travel-audit-1" })
            try await eventually("the access log's lines") {
                let lines = site.accessLog
                return lines.contains("\"request_id\":\"travel-problem-1\"")
                    && lines.contains("\"trace_id\":\"\(trace)\"")
            }
        }

        @Test("A3: security headers on every answer, refusals included; no HSTS without TLS")
        func securityHeaders() async throws {
            let site = try ServerScope.site()
            let replies = [
                try await site.stranger.get("/livez"), try await site.stranger.get("/nowhere"),
                try await site.stranger.get("/valves"), try await site.stranger.get("/livez", ["host": "evil.example"]),
                try await site.stranger.send("DELETE", "/livez"),
            ]
            #expect(replies.map(\.status) == [200, 404, 401, 400, 405])
            for reply in replies {
                #expect(reply.header("x-frame-options") == "DENY")
                #expect(reply.header("x-content-type-options") == "nosniff")
                #expect(reply.header("content-security-policy")?.contains("default-src 'none'") == true)
                #expect(reply.header("referrer-policy") == "no-referrer")
                #expect(reply.header("permissions-policy")?.isEmpty == false)
                #expect(reply.header("strict-transport-security") == nil)
            }
        }

        @Test("A9: a host that is not allowed gets 400; a listed one and the loopback names are served")
        func allowedHosts() async throws {
            let site = try ServerScope.site()
            for host in ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", ""] {
                let reply = try await site.stranger.get("/livez", ["host": host])
                #expect(reply.status == 400, "Host: \(host)")
            }
            #expect(try await site.stranger.get("/livez", ["host": "evil.example"]).code == "HOST_NOT_ALLOWED")
            for host in ["localhost", "LOCALHOST:8000", "[::1]:1"] {
                #expect(try await site.stranger.get("/livez", ["host": host]).status == 200, "Host: \(host)")
            }
        }

        @Test("A9: by default no foreign origin is named; a mutation from one is refused whatever key it bears")
        func foreignOrigins() async throws {
            let site = try ServerScope.site()
            let read = try await site.operator.get("/valves", ["origin": "https://evil.example"])
            #expect(read.status == 200)
            #expect(read.header("access-control-allow-origin") == nil)
            let write = try await site.admin.post("/ops/reload-auth", nil, ["origin": "https://evil.example"])
            #expect(write.status == 403)
            #expect(write.code == "ORIGIN_NOT_ALLOWED")
        }

        @Test("B4: the limit's three headers are on answers, and what remains counts down")
        func limitHeaders() async throws {
            let client = WebClient(port: try ServerScope.site().port, key: ServerScope.key(1))
            let first = try await client.get("/v1/jobs")
            #expect(first.status == 200)
            #expect(first.header("x-ratelimit-limit") == "100")
            let remaining = try #require(first.header("x-ratelimit-remaining").flatMap { Int($0) })
            #expect(first.header("x-ratelimit-reset").flatMap { Int($0) } != nil)
            let second = try await client.get("/v1/jobs")
            #expect(second.header("x-ratelimit-remaining").flatMap { Int($0) } == remaining - 1)
            let refused = try await client.get("/valves")
            #expect(refused.status == 403)
            #expect(refused.header("x-ratelimit-limit") != nil)
        }
    }
}
