import OpsTestSupport
import Testing

extension ServerTests {
    @Suite struct AccessTests {
        @Test("C1: plant reads and mutations need a key; a tenant's is not enough, an operator's is")
        func plantNeedsKeys() async throws {
            let site = try ServerScope.site()
            let tenant = WebClient(port: site.port, key: ServerScope.key(3))
            let mutations = ["/valves/v-1/actuate", "/incidents/1/update", "/pipeline/alerts/a1/resolve"]
            for path in mutations {
                #expect(try await site.stranger.post(path, "{\"status\":\"resolved\"}").status == 401, "\(path)")
                #expect(try await tenant.post(path, "{\"status\":\"resolved\"}").status == 403, "\(path)")
            }
            #expect(try await site.operator.post(mutations[0], "{\"action\":\"open\"}").status == 404)
            #expect(try await site.operator.post(mutations[1], "{\"status\":\"resolved\"}").status == 404)
            #expect(try await site.operator.post(mutations[2]).status == 404)
            for path in ["/valves", "/incidents", "/pipeline/alerts", "/v1/alerts"] {
                #expect(try await site.stranger.get(path).status == 401, "\(path)")
                let list = try await site.operator.get(path)
                #expect(list.status == 200, "\(path)")
                #expect(try list.json.isList, "\(path)")
            }
        }

        @Test(
            "Who may do what: a bearer token is as good as x-api-key; the admin key alone opens nothing without a key")
        func bearer() async throws {
            let site = try ServerScope.site()
            let bearer = ["authorization": "Bearer \(ServedSite.operatorKey)"]
            #expect(try await site.stranger.get("/valves", bearer).status == 200)
            #expect(
                try await site.stranger.get("/valves", ["authorization": "Bearer nothing-of-value-123"]).status == 401)
            #expect(try await site.stranger.get("/ops/tenants", ["x-admin-key": ServedSite.adminKey]).status == 401)
            let wrong = WebClient(port: site.port, key: ServedSite.operatorKey, adminKey: "wrong-admin-key-0123456789")
            #expect([401, 403].contains(try await wrong.get("/ops/tenants").status))
        }

        @Test("A6: tenants with states and key counts, for the admin alone; never a key nor a hash")
        func tenants() async throws {
            let site = try ServerScope.site()
            #expect(try await site.operator.get("/ops/tenants").status == 403)
            let reply = try await site.admin.get("/ops/tenants")
            #expect(reply.status == 200)
            let acme = try reply.json.item("acme")
            #expect(acme["state"].text == "active")
            #expect(acme["key_count"].number == 1)
            #expect(!reply.body.contains(ServedSite.tenantKey))
            #expect(!reply.body.lowercased().contains("hash"))
        }

        @Test("A10: model status says that none is configured, with what is unknown as null")
        func modelStatus() async throws {
            let client = WebClient(port: try ServerScope.site().port, key: ServerScope.key(4))
            let reply = try await client.get("/ops/model-status")
            #expect(reply.status == 200)
            let model = try reply.json
            #expect(model["provider"].text != nil)
            #expect(["closed", "open", "half_open"].contains(model["breaker"].text))
            #expect(model["degraded"].flag != nil)
            #expect(model["last_success_at"] == .null)
        }
    }

    @Suite struct RateLimitTests {
        @Test("A5: the sixth request to /ops in a minute gets 429 with Retry-After and the limit's headers")
        func opsLimit() async throws {
            let site = try ServerScope.site()
            let client = WebClient(port: site.port, key: ServerScope.key(5))
            for number in 1...5 {
                let reply = try await client.get("/ops/model-status")
                #expect(reply.status == 200, "request \(number)")
                #expect(reply.header("x-ratelimit-limit") == "5")
                #expect(reply.header("x-ratelimit-remaining") == "\(5 - number)")
            }
            let sixth = try await client.get("/ops/model-status")
            #expect(sixth.status == 429)
            #expect(sixth.code == "RATE_LIMIT_EXCEEDED")
            #expect(sixth.header("x-ratelimit-remaining") == "0")
            let wait = try #require(sixth.header("retry-after").flatMap { Int($0) })
            #expect((1...60).contains(wait))
            let other = WebClient(port: site.port, key: ServerScope.key(6))
            #expect(try await other.get("/ops/model-status").status == 200)
        }
    }
}
