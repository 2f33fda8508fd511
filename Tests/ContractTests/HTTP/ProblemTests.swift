import OpsTestSupport
import Testing

extension ServerTests {
    @Suite struct ProblemTests {
        @Test("B1: each kind of refusal is a problem with a code, and its type is a page on the server")
        func problems() async throws {
            let site = try ServerScope.site()
            let client = WebClient(port: site.port, key: ServerScope.key(2))
            let enrich = "/v1/leads/enrich"
            let replies: [(WebClient.Reply, Int, String)] = [
                (try await site.stranger.get("/valves"), 401, "UNAUTHENTICATED"),
                (
                    try await site.stranger.get("/valves", ["x-api-key": "no-such-key-0123456789"]), 401,
                    "UNAUTHENTICATED"
                ),
                (try await client.get("/valves"), 403, "FORBIDDEN"),
                (try await client.get("/no/such/path"), 404, "RESOURCE_NOT_FOUND"),
                (try await site.operator.get("/incidents/999999"), 404, "RESOURCE_NOT_FOUND"),
                (try await client.send("DELETE", "/v1/jobs"), 405, "METHOD_NOT_ALLOWED"),
                (try await client.post(enrich, "{\"domain\":"), 400, "VALIDATION_FAILED"),
                (try await client.post(enrich, "{\"domain\":\"\"}"), 422, "VALIDATION_FAILED"),
                (try await client.post(enrich, "{\"domain\":7}"), 422, "VALIDATION_FAILED"),
                (
                    try await client.send("POST", enrich, ["content-type": "text/plain"], "domain=x"), 415,
                    "UNSUPPORTED_MEDIA_TYPE"
                ),
            ]
            for (reply, status, code) in replies {
                #expect(reply.status == status)
                #expect(reply.header("content-type")?.hasPrefix("application/problem+json") == true)
                let problem = try reply.json
                #expect(problem["code"].text == code)
                #expect(problem["status"].number == Double(status))
                #expect(problem["title"].text?.isEmpty == false)
                #expect(problem["detail"].text?.isEmpty == false)
                #expect(problem["instance"].text == reply.header("x-request-id"))
                let page = try await site.stranger.get(try #require(problem["type"].text))
                #expect(page.status == 200)
                #expect(page.body.contains(code))
            }
        }

        @Test("B1: 405 names the methods; 401 says how to authenticate; an unknown error page is a problem itself")
        func facts() async throws {
            let site = try ServerScope.site()
            #expect(try await site.stranger.send("DELETE", "/health").header("allow")?.contains("GET") == true)
            #expect(try await site.stranger.get("/valves").header("www-authenticate")?.isEmpty == false)
            #expect(try await site.stranger.get("/errors/NO_SUCH_CODE").code == "RESOURCE_NOT_FOUND")
            let html = try await site.stranger.get("/errors/QUEUE_FULL", ["accept": "text/html"])
            #expect(html.header("content-type")?.hasPrefix("text/html") == true)
            #expect(html.body.contains("429"))
        }

        @Test("B7, C5: neither a key nor the path's query comes back or into the log")
        func noSecretsInAnswers() async throws {
            let site = try ServerScope.site()
            let guess = "guessed-key-value-0123456789"
            TestLogs.note(guess, "query-secret-9876")
            let reply = try await site.stranger.get("/valves?token=query-secret-9876", ["x-api-key": guess])
            #expect(reply.status == 401)
            #expect(!reply.body.contains(guess) && !reply.body.contains("query-secret"))
            let id = try #require(reply.header("x-request-id"))
            try await eventually("the line of the request") { site.accessLog.contains(id) }
            #expect(!site.accessLog.contains(guess) && !site.accessLog.contains("query-secret"))
            #expect(!site.accessLog.contains(ServedSite.operatorKey))
        }
    }
}
