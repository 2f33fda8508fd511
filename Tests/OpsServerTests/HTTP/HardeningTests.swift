import Foundation
import NIOHTTP1
import OpsCore
import OpsTestSupport
import Testing

@testable import OpsServer

/// Malformed, oversized and slow clients on raw sockets (CONTRACT row B2).
@Suite(.timeLimit(.minutes(1))) struct HardeningTests {
    private static let post =
        "POST /incidents/1/update HTTP/1.1\r\nhost: localhost\r\nx-api-key: operator-key\r\n"
        + "content-type: application/json\r\n"

    private func exchange(_ edge: Edge, _ text: String) async throws -> String {
        let connection = try await RawConnection(port: edge.port)
        await connection.send(text)
        let answer = await connection.readToEnd()
        #expect(connection.wasClosed)
        return answer
    }

    @Test func aBodyThatIsDeclaredTooLargeIsRefusedUnread() async throws {
        try await withEdge { edge in
            let text = try await exchange(edge, Self.post + "content-length: 2000001\r\n\r\n{\"note\":")
            #expect(text.hasPrefix("HTTP/1.1 422"))
            #expect(text.contains("VALIDATION_FAILED") && text.lowercased().contains("connection: close"))
        }
    }

    @Test func aBodyThatGrowsTooLargeIsRefused() async throws {
        try await withEdge(configure: { $0.bodyLimitBytes = 10_000 }) { edge in
            let connection = try await RawConnection(port: edge.port)
            await connection.send(Self.post + "transfer-encoding: chunked\r\n\r\n")
            let chunk = "1000\r\n" + String(repeating: " ", count: 4096) + "\r\n"
            for _ in 1...4 { await connection.send(chunk) }
            let text = await connection.readToEnd()
            #expect(connection.wasClosed)
            #expect(text.hasPrefix("HTTP/1.1 422") && text.contains("10000 bytes"))
            #expect(edge.operations.facts.value.updates.isEmpty)
        }
    }

    @Test func aWholeLargeBodyStillLearnsWhy() async throws {
        try await withEdge { edge in
            let body = "{\"note\":\"" + String(repeating: "n", count: 3_000_000) + "\"}"
            let connection = try await RawConnection(port: edge.port)
            async let sent = connection.send(Self.post + "content-length: \(body.utf8.count)\r\n\r\n" + body)
            let text = await connection.readToEnd()
            #expect(connection.wasClosed)
            #expect(text.hasPrefix("HTTP/1.1 422"))
            _ = await sent
        }
    }

    @Test func aBodyThatTricklesGets408() async throws {
        var limits = HTTPLimits()
        limits.body = .milliseconds(300)
        try await withEdge(limits: limits) { edge in
            let text = try await exchange(edge, Self.post + "content-length: 100\r\n\r\n{")
            #expect(text.hasPrefix("HTTP/1.1 408") && text.contains("REQUEST_TIMEOUT"))
            #expect(text.lowercased().contains("retry-after: 5"))
        }
    }

    @Test func aHeaderThatTricklesGets408() async throws {
        var limits = HTTPLimits()
        limits.header = .milliseconds(300)
        try await withEdge(limits: limits) { edge in
            let connection = try await RawConnection(port: edge.port)
            await connection.send("GET /livez HTTP/1.1\r\nhost: localhost\r\n")
            let dribble = Task {
                while !Task.isCancelled, await connection.send("x-a: b\r\n") {
                    try? await Task.sleep(for: .milliseconds(50))
                }
            }
            let text = await connection.read { $0.contains("REQUEST_TIMEOUT") }
            dribble.cancel()
            #expect(text.hasPrefix("HTTP/1.1 408") && text.lowercased().contains("retry-after: 5"))
            let line = try #require(try edge.log().last { $0["status_code"] == "408" })
            #expect(line["endpoint"] == "unmatched" && line["path"] == "-" && line["address"] == "127.0.0.1")
        }
    }

    @Test func anIdleConnectionIsClosed() async throws {
        var limits = HTTPLimits()
        // Long enough for a busy machine to take the request in time.
        limits.idle = .seconds(3)
        try await withEdge(limits: limits) { edge in
            let text = try await exchange(edge, "GET /livez HTTP/1.1\r\nhost: localhost\r\n\r\n")
            #expect(text.hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test func aRequestWithoutHostIsRefused() async throws {
        try await withEdge { edge in
            let text = try await exchange(edge, "GET /livez HTTP/1.0\r\n\r\n")
            #expect(text.contains("400") && text.contains("HOST_NOT_ALLOWED"))
        }
    }

    @Test(arguments: ["1.0\r\n", "1.1\r\nconnection: close\r\n", "1.1\r\nconnection: TE, Close\r\n"])
    func aClientThatWantsTheConnectionClosedGetsThat(version: String) async throws {
        try await withEdge { edge in
            let text = try await exchange(edge, "GET /livez HTTP/\(version)host: localhost\r\n\r\n")
            #expect(text.contains(" 200 ") && text.lowercased().contains("connection: close"))
        }
    }

    @Test func aClientThatWaitsForLeaveGetsIt() async throws {
        try await withEdge { edge in
            let body = "{\"note\":\"n\"}"
            let connection = try await RawConnection(port: edge.port)
            await connection.send(Self.post + "expect: 100-continue\r\ncontent-length: \(body.count)\r\n\r\n")
            #expect(await connection.read { $0.contains("\r\n\r\n") }.hasPrefix("HTTP/1.1 100"))
            await connection.send(body)
            #expect(await connection.read { $0.contains("\"id\":1") }.hasPrefix("HTTP/1.1 200"))
            let large = try await exchange(
                edge, Self.post + "expect: 100-continue\r\ncontent-length: 9000000\r\n\r\n")
            #expect(large.hasPrefix("HTTP/1.1 422"))
        }
    }

    @Test func twoRequestsInOneWriteGetTwoAnswers() async throws {
        try await withEdge { edge in
            let one = "GET /livez HTTP/1.1\r\nhost: localhost\r\n\r\n"
            let connection = try await RawConnection(port: edge.port)
            await connection.send(one + one)
            let text = await connection.read { $0.components(separatedBy: "HTTP/1.1 200").count == 3 }
            #expect(text.components(separatedBy: "HTTP/1.1 200").count == 3)
        }
    }
}
