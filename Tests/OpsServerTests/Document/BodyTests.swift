import NIOHTTP1
import OpsCore
import Testing

@testable import OpsServer

/// Every wrong body is refused with the name of what is wrong, and never an internal error.
@Suite struct BodyTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var path: String
        var body: String
        var status: Int
        /// What the detail must name.
        var names: String
        var testDescription: String { "\(path) \(body)" }

        init(_ path: String, _ body: String, _ status: Int, _ names: String) {
            self.path = path
            self.body = body
            self.status = status
            self.names = names
        }
    }

    private static let valve = "/valves/v-101/actuate"
    private static let incident = "/incidents/1/update"
    private static let lead = "/v1/leads/enrich"
    private static let outcome = "/v1/leads/a.example/outcome"
    private static let jobs = "/v1/jobs"

    static let cases = [
        Case(valve, #"{"action":"close","action":"open"}"#, 400, "action"), Case(valve, "[]", 422, "body"),
        Case(valve, #"{"action":"position"}"#, 422, "position"), Case(valve, #"{"action":"fly"}"#, 422, "action"),
        Case(valve, #"{"action":"position","position":101}"#, 422, "position"),
        Case(valve, #"{"action":"position","position":1e999}"#, 422, "position"),
        Case(valve, #"{"action":"position","position":"5"}"#, 422, "position"),
        Case(valve, #"{"action":"position","position":null}"#, 422, "position"),
        Case(valve, #"{"action":"position","position":NaN}"#, 400, "JSON"),
        Case(valve, #"{"action":"close","position":5}"#, 422, "position"),
        Case(valve, #"{"action":"close","expect_rev":1.5}"#, 422, "expect_rev"),
        Case(valve, #"{"action":"close","expect_rev":-1}"#, 422, "expect_rev"),
        Case(valve, #"{"action":"close","expectRev":1}"#, 422, "expectRev"),
        Case(valve, #"{"action":"close","reason":"\u0000"}"#, 422, "reason"),
        Case(valve, #"{"action":"close","reason":"\ud800"}"#, 400, "surrogate"),
        Case(valve, #"{"action":"close","reason":"\#(String(repeating: "é", count: 401))"}"#, 422, "reason"),
        Case(incident, "{}", 422, "at least one"), Case(incident, #"{"note":null}"#, 422, "note"),
        Case(incident, #"{"status":"gone"}"#, 422, "status"), Case(incident, #"{"nota":"x"}"#, 422, "nota"),
        Case(incident, #"{"owner":"a\nb"}"#, 422, "owner"), Case(incident, "\u{FEFF}{}", 400, "byte order mark"),
        Case(lead, "{}", 422, "domain"), Case(lead, #"{"domain":"a.b","email":"a@b.c"}"#, 422, "email"),
        Case(lead, #"{"domain":"localhost"}"#, 422, "domain"), Case(lead, #"{"email":"a@b@c.d"}"#, 422, "email"),
        Case(outcome, #"{"outcome":"sold"}"#, 422, "outcome"), Case(outcome, "{}", 422, "outcome"),
        Case(jobs, #"{"kind":"dig","input":{"domain":"a.b"}}"#, 422, "kind"),
        Case(jobs, #"{"kind":"enrich","input":{}}"#, 422, "input.domain"),
        Case(jobs, #"{"kind":"enrich"}"#, 422, "input"),
        Case(jobs, #"{"kind":"enrich","input":{"domain":7}}"#, 422, "input.domain"),
        Case(jobs, String(repeating: "[", count: 100_000), 400, "nested"),
    ]

    @Test(arguments: cases) func isRefused(_ wanted: Case) async throws {
        try await withEdge { edge in
            let answer = try await edge.send(.POST, wanted.path, key: "operator-key", body: wanted.body)
            let problem = try answer.problem()
            #expect(answer.status == wanted.status && problem.code == .validationFailed)
            #expect(problem.detail.contains(wanted.names), "\(problem.detail)")
        }
    }

    @Test(arguments: [
        (valve, #"{"action":"position","position":50.5,"reason":"a ‍b","expect_rev":7}"#),
        (valve, #"{"action":"stop"}"#), (incident, #"{"status":"mitigated","note":"é😀\t"}"#),
        (lead, #"{"email":"A.b+c@Example.COM"}"#), (jobs, #"{"kind":"enrich","input":{"domain":"a.example"}}"#),
    ])
    func isTaken(path: String, body: String) async throws {
        try await withEdge { edge in
            let answer = try await edge.send(.POST, path, key: "operator-key", body: body)
            #expect((200...202).contains(answer.status), "\(answer.body)")
        }
    }

    @Test(arguments: [
        ("application/json; charset=utf-16", 415), ("text/json", 415), ("application/jsonx", 415), ("", 415),
        ("application/json;charset=\"UTF-8\"", 200), ("application/merge-patch+json", 200),
    ])
    func mediaTypes(type: String, status: Int) async throws {
        try await withEdge { edge in
            let answer = try await edge.send(
                .POST, Self.incident, key: "operator-key", headers: [("content-type", type)], body: #"{"note":"n"}"#)
            #expect(answer.status == status)
        }
    }

    @Test(arguments: [
        "/v1/audit?limit=1&limit=2", "/v1/audit?limit=x", "/v1/audit?limit=1.5", "/v1/audit?limit=", "/v1/audit?lmit=5",
        "/v1/alerts?source=", "/v1/alerts?source=plant&source=plant",
    ])
    func queriesAreHeldToTheirDescription(path: String) async throws {
        try await withEdge { edge in
            let answer = try await edge.send(.GET, path, key: "viewer-key")
            #expect(answer.status == 422, "\(answer.body)")
        }
    }
}
