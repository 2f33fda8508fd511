import NIOHTTP1
import OpsCore
import OpsTestSupport
import Testing

@testable import OpsServer

/// CONTRACT row A9.
@Suite struct CrossOriginTests {
    private func withListed(_ body: (Edge) async throws -> Void) async throws {
        try await withEdge(configure: { $0.corsOrigins = ["https://ops.example.org"] }, body)
    }

    @Test func aListedOriginIsNamedOnAnswersAndProblems() async throws {
        try await withListed { edge in
            for path in ["/livez", "/nowhere"] {
                let answer = try await edge.send(.GET, path, headers: [("origin", "https://ops.example.org")])
                #expect(answer["access-control-allow-origin"] == "https://ops.example.org")
                #expect(answer["vary"] == "Origin")
                #expect(answer["access-control-allow-credentials"] == nil)
            }
        }
    }

    @Test(arguments: ["https://evil.example", "https://ops.example.org.evil.example", "null", "http://ops.example.org"])
    func anotherOriginIsNeverReflected(origin: String) async throws {
        try await withListed { edge in
            let read = try await edge.send(.GET, "/livez", headers: [("origin", origin)])
            #expect(read.status == 200 && read["access-control-allow-origin"] == nil && read["vary"] == "Origin")
            let change = try await edge.send(
                .POST, "/v1/alerts/a-2/resolve", key: "operator-key", headers: [("origin", origin)])
            #expect(try change.problem().code == .originNotAllowed)
            #expect(change["access-control-allow-origin"] == nil)
        }
    }

    @Test func preflightsAreAnsweredWithoutAKey() async throws {
        try await withListed { edge in
            let asked = [("access-control-request-method", "POST"), ("origin", "https://ops.example.org")]
            let good = try await edge.send(.OPTIONS, "/v1/jobs", headers: asked)
            #expect(good.status == 204)
            #expect(good["access-control-allow-methods"]?.contains("POST") == true)
            #expect(good["access-control-allow-headers"]?.contains("x-api-key") == true)
            let bad = try await edge.send(
                .OPTIONS, "/v1/jobs", headers: [asked[0], ("origin", "https://evil.example")])
            #expect(bad.status == 403)
        }
    }

    @Test func aMutationWithoutAnOriginPasses() async throws {
        try await withListed { edge in
            let answer = try await edge.send(.POST, "/v1/alerts/a-2/resolve", key: "operator-key")
            #expect(answer.status == 200 && answer["vary"] == "Origin")
        }
    }

    @Test func aStarIsForReadingAlone() async throws {
        try await withEdge(configure: { $0.corsOrigins = ["*"] }) { edge in
            let origin = [("origin", "https://any.example")]
            let read = try await edge.send(.GET, "/livez", headers: origin)
            #expect(read["access-control-allow-origin"] == "*")
            let change = try await edge.send(.POST, "/v1/alerts/a-2/resolve", key: "operator-key", headers: origin)
            #expect(change.status == 403)
        }
    }
}
