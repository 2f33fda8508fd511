import OpsTestSupport
import Testing

extension ServerTests {
    @Suite struct BodyTests {
        private static let head =
            "POST /v1/leads/enrich HTTP/1.1\r\nHost: localhost\r\nx-api-key: \(ServerScope.key(8))\r\n"
            + "Content-Type: application/json\r\n"

        @Test("B2: a body that is declared too large gets 422 before a byte of it is sent")
        func declared() async throws {
            let socket = try RawSocket(port: try ServerScope.site().port)
            await socket.send(Self.head + "Content-Length: 900000000\r\n\r\n")
            let answer = await socket.read { $0.contains("VALIDATION_FAILED") }
            #expect(answer.text.hasPrefix("HTTP/1.1 422"))
            #expect(answer.text.contains("VALIDATION_FAILED"))
        }

        @Test("B2: a body of unknown length gets 422 once it is over 2 MB, and is not read to its end")
        func chunked() async throws {
            let socket = try RawSocket(port: try ServerScope.site().port)
            await socket.send(Self.head + "Transfer-Encoding: chunked\r\n\r\n")
            let chunk = Array("10000\r\n".utf8) + [UInt8](repeating: 32, count: 65536) + Array("\r\n".utf8)
            // 160 MB would follow; the answer must come long before.
            let answer = Task { await socket.read { $0.contains("VALIDATION_FAILED") } }
            var taken = 0
            for _ in 0..<2500 {
                let sent = await socket.send(chunk)
                taken += sent
                if sent < chunk.count { break }
            }
            let text = await answer.value.text
            #expect(text.hasPrefix("HTTP/1.1 422"))
            #expect(text.contains("VALIDATION_FAILED"))
            #expect(taken < 60_000_000, "the server took \(taken) bytes")
        }

        @Test("B2: 2 MB themselves are read")
        func largestBody() async throws {
            let site = try ServerScope.site()
            let client = WebClient(port: site.port, key: ServerScope.key(8))
            let padding = String(repeating: " ", count: 1_999_000)
            let reply = try await client.post("/v1/leads/enrich", "{\"domain\":\"\"" + padding + "}")
            #expect(reply.code == "VALIDATION_FAILED")
            #expect(try reply.json["detail"].text?.contains("domain") == true)
        }

        @Test("B2: malformed HTTP is answered or cut off, never left hanging", arguments: Malformed.allCases)
        func malformed(_ kind: Malformed) async throws {
            let site = try ServerScope.site()
            let socket = try RawSocket(port: site.port)
            await socket.send(kind.text)
            let answer = await socket.read { $0.contains("\r\n\r\n") }
            #expect(answer.closed || answer.text.hasPrefix("HTTP/1.1 4"), "\(answer.text.prefix(200))")
            #expect(try await site.stranger.get("/livez").status == 200)
        }
    }
}
