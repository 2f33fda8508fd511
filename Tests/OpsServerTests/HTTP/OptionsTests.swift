import NIOHTTP1
import OpsCore
import OpsTestSupport
import Testing

@testable import OpsServer

/// OPTIONS, HEAD and preflights, all from the one table of routes.
@Suite struct OptionsTests {
    @Test(arguments: [
        ("/livez", "GET, HEAD, OPTIONS"), ("/valves/v-101/actuate", "POST, OPTIONS"),
        ("/v1/jobs", "POST, GET, HEAD, OPTIONS"),
    ])
    func saysWhatAPathTakes(path: String, methods: String) async throws {
        try await withEdge { edge in
            let answer = try await edge.send(.OPTIONS, path)
            #expect(answer.status == 204 && answer["allow"] == methods && answer.body.isEmpty)
            #expect(answer["access-control-allow-methods"] == nil && answer["x-request-id"] != nil)
            #expect(answer["x-ratelimit-limit"] == "100")
        }
    }

    @Test func aPathThatIsNotThereHasNoOptions() async throws {
        try await withEdge { edge in
            let answer = try await edge.send(.OPTIONS, "/nowhere")
            #expect(answer.status == 404)
        }
    }

    @Test func theServerAsAWholeHasSome() async throws {
        try await withEdge { edge in
            let connection = try await RawConnection(port: edge.port)
            await connection.send("OPTIONS * HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
            let answer = RawAnswer(await connection.readToEnd())
            #expect(answer.status == 204 && answer["allow"] == "GET, HEAD, POST, OPTIONS")
        }
    }

    @Test func preflightsNameTheRoutesOwnMethods() async throws {
        try await withEdge(configure: { $0.corsOrigins = ["https://ops.example.org"] }) { edge in
            for (path, methods) in [("/livez", "GET, HEAD, OPTIONS"), ("/valves/v-101/actuate", "POST, OPTIONS")] {
                let answer = try await edge.send(
                    .OPTIONS, path,
                    headers: [("origin", "https://ops.example.org"), ("access-control-request-method", "PUT")])
                #expect(answer.status == 204 && answer["access-control-allow-methods"] == methods)
                #expect(answer["access-control-allow-origin"] == "https://ops.example.org")
                #expect(answer["access-control-max-age"] == "600")
                #expect(answer["vary"]?.hasPrefix("Origin, Access-Control-Request-Method") == true)
            }
        }
    }

    @Test(arguments: ["/livez", "/health", "/metrics", "/valves", "/valves/v-101", "/nowhere", "/errors/OVERLOADED"])
    func headIsGetWithoutTheBody(path: String) async throws {
        try await withEdge { edge in
            let get = try await edge.send(.GET, path, key: "viewer-key")
            let head = try await edge.send(.HEAD, path, key: "viewer-key")
            #expect(head.status == get.status && head.body.isEmpty && !get.body.isEmpty)
            let changing: Set = [
                "date", "x-request-id", "x-ratelimit-remaining", "x-ratelimit-reset", "ratelimit",
                "content-length",
            ]
            let kept = { (answer: Edge.Answer) in
                answer.headers.filter { !changing.contains($0.name.lowercased()) }.map { "\($0.name): \($0.value)" }
            }
            #expect(kept(head).sorted() == kept(get).sorted())
            #expect(head["content-length"] != nil)
        }
    }

    @Test(arguments: [
        ("http://localhost", "localhost", 200), ("http://127.0.0.1:8000", "127.0.0.1:8000", 200),
        ("https://localhost", "localhost", 403), ("http://localhost:81", "localhost", 403),
        ("http://localhost.evil.example", "localhost", 403), ("null", "localhost", 403), ("", "localhost", 403),
    ])
    func aPageOfThisServerMayChangeThings(origin: String, host: String, status: Int) async throws {
        try await withEdge { edge in
            let answer = try await edge.send(
                .POST, "/v1/alerts/a-2/resolve", key: "operator-key", headers: [("origin", origin), ("host", host)])
            #expect(answer.status == status)
            #expect(answer["access-control-allow-origin"] == nil && answer["vary"] == "Origin")
        }
    }

    @Test func twoOriginsAreNone() async throws {
        try await withEdge(configure: { $0.corsOrigins = ["https://ops.example.org"] }) { edge in
            let connection = try await RawConnection(port: edge.port)
            await connection.send(
                "POST /v1/alerts/a-2/resolve HTTP/1.1\r\nhost: localhost\r\nx-api-key: operator-key\r\n"
                    + "origin: https://ops.example.org\r\norigin: https://evil.example\r\nconnection: close\r\n\r\n")
            let answer = RawAnswer(await connection.readToEnd())
            #expect(answer.status == 403 && answer["access-control-allow-origin"] == nil)
        }
    }
}
