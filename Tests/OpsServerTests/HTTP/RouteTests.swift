import Foundation
import NIOHTTP1
import OpsCore
import OpsTestSupport
import Testing

@testable import OpsServer

/// The routes: that all are served, and what the particular ones answer.
@Suite struct RouteTests {
    private static let admin = [("x-admin-key", StubGatekeeper.adminKey)]
    private static let bodies = [
        "/v1/alerts/{id}/out-of-service": "{\"reason\":\"repair\"}",
        "/v1/alerts/webhook": "{\"version\":\"4\",\"alerts\":[]}",
        "/incidents/{id}/update": "{\"note\":\"n\"}", "/v1/keys": "{\"holder\":\"acme\"}",
        "/v1/jobs": "{\"kind\":\"enrich\",\"input\":{\"domain\":\"a.b\"}}",
        "/v1/leads/{id}/outcome": "{\"outcome\":\"won\"}",
        "/v1/leads/enrich": "{\"domain\":\"a.example\"}", "/valves/{id}/actuate": "{\"action\":\"close\"}",
        "/valves/{id}/select": "{\"action\":\"close\"}",
    ]
    private static let served = RouteTable.all.filter { $0.pattern != "/ops/stream" }

    @Test(arguments: served) func everyRouteOfTheTableIsServed(_ route: RoutePolicy) async throws {
        try await withEdge(queries: StubQueries()) { edge in
            var path = route.pattern.replacingOccurrences(of: "{code}", with: "FORBIDDEN")
            let id = path.hasPrefix("/incidents") ? "1" : path.contains("alerts") ? "a-2" : "v-101"
            path = path.replacingOccurrences(of: "{id}", with: id).replacingOccurrences(of: "{name}", with: "job")
            if path.hasPrefix("/api/") { path += "?query=up&start=0&end=10&step=5&match[]=up" }
            let answer = try await edge.send(
                HTTPMethod(rawValue: route.method.rawValue), path, key: "operator-key", headers: Self.admin,
                body: route.method == .post ? Self.bodies[route.pattern] : nil, local: route.access == .localOnly)
            #expect((200...202).contains(answer.status), "\(answer.body)")
            #expect(edge.metrics.values.value.keys.contains { $0.contains("endpoint=\(route.pattern),status=20") })
        }
    }

    @Test func readinessFollowsTheDatabaseAndLivenessDoesNot() async throws {
        try await withEdge { edge in
            #expect(try await edge.send(.GET, "/readyz").status == 200)
            edge.operations.facts.with {
                $0.health = HealthReport(checks: ["database": .down], uptimeSec: 1, version: "t")
            }
            let ready = try await edge.send(.GET, "/readyz")
            #expect(ready.status == 503 && ready.body.contains("\"database\":\"down\""))
            #expect(try await edge.send(.GET, "/livez").status == 200)
        }
    }

    @Test func headIsGetWithoutABody() async throws {
        try await withEdge { edge in
            let answer = try await edge.send(.HEAD, "/valves", key: "viewer-key")
            #expect(answer.status == 200 && answer.body.isEmpty && answer["content-type"] == "application/json")
            #expect(try await edge.send(.HEAD, "/valves").status == 401)
        }
    }

    @Test func idsAreDecoded() async throws {
        try await withEdge { edge in
            let answer = try await edge.send(.GET, "/valves/a%20b", key: "viewer-key")
            #expect(answer.status == 404)
            #expect(try await edge.send(.GET, "/valves/v%2D101", key: "viewer-key").status == 200)
        }
    }

    @Test(arguments: ProblemCode.allCases) func everyCodeHasAPage(_ code: ProblemCode) async throws {
        try await withEdge { edge in
            let plain = try await edge.send(.GET, "/errors/\(code.rawValue)")
            #expect(plain["content-type"] == "text/plain; charset=utf-8" && plain.body.contains(code.title))
            let page = try await edge.send(.GET, "/errors/\(code.rawValue)", headers: [("accept", "text/html")])
            #expect(page.body.contains("<h1>\(code.rawValue)</h1>") && page.body.contains("\(code.status)"))
        }
    }

    @Test func queriesAreCheckedBeforeTheyAreAsked() async throws {
        try await withEdge(queries: StubQueries()) { edge in
            let good = try await edge.send(.GET, "/api/v1/query?query=up%7Ba%3D%22b%22%7D&time=1.5&nosuch=1")
            #expect(good.status == 200 && good.body.hasPrefix("{\"status\":\"success\",\"data\":"))
            for bad in [
                "query", "query?query=", "query?query=up&time=x", "query_range?query=up&start=0&end=1", "series",
                "query_range?query=up&start=5&end=1&step=1", "query_range?query=up&start=0&end=99999999&step=1",
            ] {
                let answer = try await edge.send(.GET, "/api/v1/\(bad)")
                #expect(answer.status == 400 && answer["content-type"] == "application/json", "\(bad)")
                #expect(
                    answer.body.hasPrefix("{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\""), "\(bad)")
            }
        }
    }

    @Test func aFormIsTakenAndAnythingElseIsPassedOver() async throws {
        try await withEdge(queries: StubQueries()) { edge in
            let form = [("content-type", "application/x-www-form-urlencoded; charset=utf-8")]
            #expect(
                try await edge.send(.POST, "/api/v1/query?query=1", headers: form, body: "query=1%2B").status == 400)
            #expect(try await edge.send(.POST, "/api/v1/query", headers: form, body: "query=up").status == 200)
            #expect(try await edge.send(.POST, "/api/v1/query", body: "{\"query\":\"up\"}").status == 400)
            #expect(try await edge.send(.POST, "/api/v1/metadata", headers: form, body: "").status == 405)
            let large = String(repeating: "x", count: 2_100_000)
            let refused = try await edge.send(.POST, "/api/v1/query", headers: form, body: large)
            #expect(try refused.problem().code == .validationFailed)
        }
    }

    @Test func whatQueriesThrowIsSaidInPrometheusWords() async throws {
        for (fault, status) in [
            (PrometheusFault(.execution, "x"), 422), (PrometheusFault(.timeout, "x"), 503),
            (PrometheusFault(.unavailable, "x"), 503), (PrometheusFault(.notFound, "x"), 404),
            (PrometheusFault(.canceled, "x"), 499), (PrometheusFault(.internal, "x"), 500),
        ] {
            try await withEdge(queries: StubQueries(fault: fault)) { edge in
                let answer = try await edge.send(.GET, "/api/v1/query?query=up")
                #expect(answer.status == status && answer.body.contains("\"errorType\":\"\(fault.kind.rawValue)\""))
                #expect((answer["retry-after"] != nil) == (status == 503))
            }
        }
    }

    @Test func promtoolAsksWhetherItIsReady() async throws {
        try await withEdge { edge in
            let first = try await edge.send(.GET, "/-/healthy")
            #expect(first.status == 200)
            #expect(try await edge.send(.GET, "/-/ready").status == 200)
            edge.operations.facts.with {
                $0.health = HealthReport(checks: ["database": .down], uptimeSec: 1, version: "t")
            }
            #expect(try await edge.send(.GET, "/-/healthy").status == 200)
            #expect(try await edge.send(.GET, "/-/ready").status == 503)
        }
    }

    /// Answers in the shape that the document gives for the question.
    struct StubQueries: MetricQueries {
        var fault: PrometheusFault?

        func answer(_ question: MetricQuestion) async throws -> PrometheusAnswer {
            if let fault { throw fault }
            let text =
                switch question {
                case .values: #"{"resultType":"vector","result":[]}"#
                case .labelNames, .labelValues, .series, .exemplars, .targets(.metadata): "[]"
                case .status(.format): #""up""#
                default: "{}"
                }
            return PrometheusAnswer(Array(text.utf8))
        }
    }
}
