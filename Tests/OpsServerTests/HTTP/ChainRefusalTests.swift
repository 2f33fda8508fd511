import NIOHTTP1
import OpsCore
import OpsTestSupport
import Testing

@testable import OpsServer

/// What the steps of the chain refuse, and that every refusal is a problem.
@Suite struct ChainRefusalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var method = HTTPMethod.GET
        var path: String
        var key: String? = "operator-key"
        var headers: [(String, String)] = []
        var body: String?
        var code: ProblemCode
        /// Nil: the code's usual one.
        var status: Int?
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(name: "unknown path", path: "/nowhere", code: .resourceNotFound),
        Case(name: "unknown path, no key", path: "/nowhere", key: nil, code: .resourceNotFound),
        Case(name: "wrong method", method: .DELETE, path: "/valves/v-101", code: .methodNotAllowed),
        Case(name: "post to a list", method: .POST, path: "/valves", code: .methodNotAllowed),
        Case(name: "no key", path: "/valves", key: nil, code: .unauthenticated),
        Case(name: "unknown key", path: "/valves", key: "guess", code: .unauthenticated),
        Case(name: "paused key", path: "/valves", key: "paused-key", code: .keyPaused),
        Case(name: "role too small", path: "/valves", key: "tenant-key", code: .forbidden),
        Case(name: "admin without the admin key", path: "/ops/tenants", code: .forbidden),
        Case(name: "socket alone", path: "/ops/telemetry-access", code: .forbidden),
        Case(name: "other host", path: "/livez", headers: [("host", "evil.example")], code: .hostNotAllowed),
        Case(name: "malformed host", path: "/livez", headers: [("host", "a b")], code: .hostNotAllowed),
        Case(
            name: "mutation from another origin", method: .POST, path: "/v1/alerts/a-2/resolve",
            headers: [("origin", "https://evil.example")], code: .originNotAllowed),
        Case(
            name: "malformed JSON", method: .POST, path: "/incidents/1/update", body: "{\"status\":",
            code: .validationFailed, status: 400),
        Case(
            name: "wrong value", method: .POST, path: "/incidents/1/update", body: "{\"status\":\"gone\"}",
            code: .validationFailed),
        Case(
            name: "wrong type", method: .POST, path: "/incidents/1/update", body: "{\"note\":1}",
            code: .validationFailed),
        Case(name: "empty update", method: .POST, path: "/incidents/1/update", body: "{}", code: .validationFailed),
        Case(name: "no body", method: .POST, path: "/incidents/1/update", code: .validationFailed),
        Case(
            name: "wrong media type", method: .POST, path: "/incidents/1/update",
            headers: [("content-type", "text/plain")], body: "{}", code: .unsupportedMediaType),
        Case(name: "id that is no number", path: "/incidents/one", code: .resourceNotFound),
        Case(name: "id with control characters", path: "/valves/a%00b", code: .validationFailed, status: 400),
        Case(name: "refusal of the domain", path: "/valves/v-9", code: .resourceNotFound),
        Case(name: "fault of the domain", path: "/valves/broken", code: .internalError),
        Case(name: "condition holds", method: .POST, path: "/v1/alerts/a-1/resolve", code: .conditionActive),
        Case(name: "no plant alert", method: .POST, path: "/pipeline/alerts/a-1/resolve", code: .resourceNotFound),
        Case(
            name: "upstream time-out", method: .POST, path: "/v1/leads/enrich",
            body: "{\"domain\":\"slow.example\"}", code: .upstreamTimeout),
        Case(name: "lead without either", method: .POST, path: "/v1/leads/enrich", body: "{}", code: .validationFailed),
        Case(name: "limit out of range", path: "/v1/audit?limit=0", code: .validationFailed),
        Case(name: "unknown source", path: "/v1/alerts?source=moon", code: .validationFailed),
        Case(name: "unknown error page", path: "/errors/NOPE", code: .resourceNotFound),
    ]

    @Test(arguments: cases) func isAProblem(_ wanted: Case) async throws {
        try await withEdge { edge in
            let answer = try await edge.send(
                wanted.method, wanted.path, key: wanted.key, headers: wanted.headers, body: wanted.body)
            let problem = try answer.problem()
            #expect(problem.code == wanted.code)
            #expect(answer.status == wanted.status ?? wanted.code.status && problem.status == answer.status)
            #expect(answer["content-type"] == "application/problem+json")
            #expect(problem.type == "/errors/\(wanted.code.rawValue)")
            #expect(problem.instance == answer["x-request-id"])
            #expect(answer["retry-after"].flatMap { Int($0) } == wanted.code.retryAfterSeconds)
            #expect(answer.status != 401 || answer["www-authenticate"] != nil)
        }
    }

    @Test func aWrongMethodNamesTheRightOnes() async throws {
        try await withEdge { edge in
            let read = try await edge.send(.DELETE, "/valves/v-101", key: "viewer-key")
            #expect(read["allow"] == "GET, HEAD, OPTIONS")
            let jobs = try await edge.send(.PUT, "/v1/jobs", key: "viewer-key")
            #expect(jobs["allow"] == "POST, GET, HEAD, OPTIONS")
        }
    }

    @Test func theCauseOfAFaultIsInTheLogAloneAndRedacted() async throws {
        try await withEdge { edge in
            let answer = try await edge.send(.GET, "/valves/broken", key: "viewer-key")
            #expect(!answer.body.contains("database") && !answer.body.contains("hunter2"))
            let id = try #require(answer["x-request-id"])
            let line = try #require(try edge.log().first { $0["request_id"] == id && $0["error"] != nil })
            #expect(line["error"]?.contains("the database said") == true)
            #expect(line["error"]?.contains("hunter2") == false)
        }
    }

    @Test func bearerTokensAreKeys() async throws {
        try await withEdge { edge in
            let good = try await edge.send(.GET, "/valves", headers: [("authorization", "Bearer viewer-key")])
            #expect(good.status == 200)
            let other = try await edge.send(.GET, "/valves", headers: [("authorization", "Basic viewer-key")])
            #expect(other.status == 401)
        }
    }

    @Test func aWrongKeyDoesNotHideTheHealth() async throws {
        try await withEdge { edge in
            let answer = try await edge.send(.GET, "/livez", key: "guess")
            #expect(answer.status == 200)
        }
    }

    @Test func adminNeedsBothKeys() async throws {
        try await withEdge { edge in
            let admin = [("x-admin-key", StubGatekeeper.adminKey)]
            let both = try await edge.send(.POST, "/ops/reload-auth", key: "operator-key", headers: admin)
            #expect(both.status == 200)
            let alone = try await edge.send(.POST, "/ops/reload-auth", headers: admin)
            #expect(alone.status == 401)
        }
    }

    @Test func metricsAreOpenToAPlainLoopbackConnectionAlone() async throws {
        try await withEdge { edge in
            let plain = try await edge.send(.GET, "/metrics")
            #expect(plain.status == 200 && plain.body.contains("up 1"))
            #expect(plain["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
            let open = try await edge.send(.GET, "/metrics", headers: [("accept", "application/openmetrics-text")])
            #expect(open["content-type"] == "application/openmetrics-text; version=1.0.0; charset=utf-8")
            #expect(open.body.hasSuffix("# EOF\n"))
            let forwarded = try await edge.send(.GET, "/metrics", headers: [("x-forwarded-for", "203.0.113.9")])
            #expect(forwarded.status == 401)
            let keyed = try await edge.send(
                .GET, "/metrics", key: "viewer-key", headers: [("x-forwarded-for", "203.0.113.9")])
            #expect(keyed.status == 200)
        }
    }

    @Test(arguments: [
        "via", "x-real-ip", "x-forwarded-for", "x-forwarded-host", "true-client-ip", "cf-connecting-ip", "x-client-ip",
        "forwarded",
    ])
    func anySignOfAProxyEndsWhatLoopbackMay(header: String) async throws {
        try await withEdge { edge async throws in
            #expect(try await edge.send(.GET, "/metrics", headers: [(header, "203.0.113.9")]).status == 401)
            #expect(
                try await edge.send(.GET, "/livez", headers: [(header, "203.0.113.9")], local: true).status == 403)
        }
    }

    @Test func loopbackMustBeMeantByNameAndCanBeClosed() async throws {
        try await withEdge(configure: { $0.allowedHosts.append("ops.example.org") }) { edge async throws in
            #expect(try await edge.send(.GET, "/metrics", headers: [("host", "ops.example.org")]).status == 401)
            #expect(try await edge.send(.GET, "/metrics", headers: [("host", "localhost:80")]).status == 200)
        }
        try await withEdge(configure: { $0.loopbackMetrics = false }) { edge async throws in
            #expect(try await edge.send(.GET, "/metrics").status == 401)
            #expect(try await edge.send(.GET, "/metrics", key: "viewer-key").status == 200)
        }
    }

    @Test func keysInPathsAndRequestIDsStayOutOfTheLog() async throws {
        let key = "operator-key-0123456789abc"
        try await withEdge { edge async throws in
            for path in [
                "/valves/\(key)", "/v1/commands/\(key)", "/nowhere/\(key)", "/valves/operator%2Dkey%2D0123456789abc",
            ] {
                let answer = try await edge.send(.GET, path, key: key, headers: [("x-request-id", key)])
                #expect(answer["x-request-id"]?.count == 32, "\(path)")
            }
            let uuid = "0f8fad5b-d9cb-469f-a165-70867728950e"
            for id in [uuid, "req-20261121-000000000123456", "abcdefgh"] {
                #expect(try await edge.send(.GET, "/livez", headers: [("x-request-id", id)])["x-request-id"] == id)
            }
            let made = "ops_0f8fad5b_d9cba165"
            #expect(try await edge.send(.GET, "/livez", headers: [("x-request-id", made)])["x-request-id"] != made)
            let text = try edge.logText()
            #expect(!text.contains("0123456789abc") && text.contains("/valves/[hidden]"))
        }
    }

    /// Leave to send a body is given to those alone whose body is wanted.
    @Test(arguments: [("guess", false), ("operator-key", true)])
    func continueComesAfterTheKey(key: String, isAsked: Bool) async throws {
        try await withEdge { edge async throws in
            let connection = try await RawConnection(port: edge.port)
            await connection.send(
                "POST /valves/v-101/actuate HTTP/1.1\r\nhost: localhost\r\nx-api-key: \(key)\r\n"
                    + "content-type: application/json\r\ncontent-length: 18\r\nexpect: 100-continue\r\n"
                    + "connection: close\r\n\r\n")
            if isAsked {
                let leave = await connection.read { $0.contains("\r\n\r\n") }
                #expect(leave.hasPrefix("HTTP/1.1 100 "))
                await connection.send("{\"action\":\"close\"}")
            }
            let text = await connection.read { $0.contains("}") }
            #expect(text.hasPrefix(isAsked ? "HTTP/1.1 202 " : "HTTP/1.1 401 "), "\(text)")
        }
    }

    @Test func aSlowReadIsGivenUp() async throws {
        try await withEdge(configure: { $0.requestTimeout = .milliseconds(200) }) { edge in
            let answer = try await edge.send(.GET, "/valves/slow", key: "viewer-key")
            #expect(try answer.problem().code == .overloaded)
        }
    }
}
