import Foundation
import NIOHTTP1
import OpsCore
import OpsTestSupport
import Testing

@testable import OpsServer

/// How many connections, requests and how much waiting a client gets (CONTRACT row B2).
@Suite(.timeLimit(.minutes(1))) struct ConnectionLimitTests {
    private static let livez = "GET /livez HTTP/1.1\r\nhost: localhost\r\n\r\n"

    private func limits(_ change: (inout HTTPLimits) -> Void) -> HTTPLimits {
        var limits = HTTPLimits()
        change(&limits)
        return limits
    }

    /// Opens a connection and has it answered, so that its place is taken for sure.
    private func held(_ edge: Edge) async throws -> RawConnection {
        let connection = try await RawConnection(port: edge.port)
        await connection.send(Self.livez)
        #expect(await connection.read { $0.contains("ok") }.hasPrefix("HTTP/1.1 200"))
        return connection
    }

    @Test(arguments: [true, false])
    func oneConnectionTooManyIsToldSoAndClosed(total: Bool) async throws {
        let limits = limits { if total { $0.connections = 2 } else { $0.connectionsPerAddress = 2 } }
        try await withEdge(limits: limits) { edge in
            var first: RawConnection? = try await held(edge)
            let second = try await held(edge)
            let third = try await RawConnection(port: edge.port)
            let answer = RawAnswer(await third.readToEnd())
            #expect(third.wasClosed && answer.status == 503 && answer["retry-after"] == "5")
            #expect(try answer.problem().code == .overloaded)
            #expect(answer["x-frame-options"] == "DENY" && answer["x-request-id"] != nil)
            #expect(try edge.log().contains { $0["status_code"] == "503" })
            // The socket has places of its own.
            #expect(try await edge.send(.GET, "/livez", local: true).status == 200)
            // Whoever is in stays in.
            await second.send(Self.livez)
            #expect(await second.read { $0.contains("ok") }.hasPrefix("HTTP/1.1 200"))
            first = nil
            _ = first
            try await eventually {
                guard let next = try? await RawConnection(port: edge.port) else { return false }
                await next.send(Self.livez)
                return await next.read { $0.contains("\r\n\r\n") }.hasPrefix("HTTP/1.1 200")
            }
        }
    }

    @Test func aTrustedProxyIsNotOneAddress() async throws {
        let limits = limits { $0.connectionsPerAddress = 1 }
        try await withEdge(limits: limits, configure: { $0.trustedProxies = ["127.0.0.1"] }) { edge in
            let connections = [try await held(edge), try await held(edge), try await held(edge)]
            #expect(connections.count == 3)
        }
    }

    @Test func theLastRequestOfAConnectionIsSaidToBe() async throws {
        try await withEdge(limits: limits { $0.requestsPerConnection = 2 }) { edge in
            let connection = try await RawConnection(port: edge.port)
            await connection.send(Self.livez + Self.livez + Self.livez)
            let text = await connection.readToEnd()
            #expect(connection.wasClosed)
            #expect(text.components(separatedBy: "HTTP/1.1 200").count == 3)
            #expect(text.components(separatedBy: "Connection: close").count == 2)
        }
    }

    @Test func aFloodOfRequestsInARowIsCutOff() async throws {
        try await withEdge(limits: limits { $0.pipeline = 4 }) { edge in
            let connection = try await RawConnection(port: edge.port)
            await connection.send(String(repeating: Self.livez, count: 500))
            let text = await connection.readToEnd()
            #expect(connection.wasClosed)
            #expect(text.components(separatedBy: "HTTP/1.1 200").count < 500)
            #expect(text.contains("HTTP/1.1 503") && text.contains("OVERLOADED"))
        }
    }

    @Test func aBodyBelowTheLeastRateGets408() async throws {
        let limits = limits {
            $0.bodyGrace = .milliseconds(200)
            $0.bodyRate = 1_000_000
        }
        try await withEdge(limits: limits) { edge in
            let connection = try await RawConnection(port: edge.port)
            await connection.send(
                "POST /incidents/1/update HTTP/1.1\r\nhost: localhost\r\nx-api-key: operator-key\r\n"
                    + "content-type: application/json\r\ncontent-length: 5000\r\n\r\n{")
            let answer = RawAnswer(await connection.readToEnd())
            #expect(answer.status == 408 && connection.wasClosed)
            #expect(try answer.problem().code == .requestTimeout)
        }
    }

    @Test func aSilentConnectionIsClosedWithoutAWord() async throws {
        try await withEdge(limits: limits { $0.idle = .milliseconds(200) }) { edge in
            let connection = try await RawConnection(port: edge.port)
            #expect(await connection.readToEnd().isEmpty && connection.wasClosed)
        }
    }

    @Test func aClientThatTakesNothingIsCutOff() async throws {
        try await withEdge(limits: limits { $0.write = .milliseconds(300) }) { edge in
            let connection = try await RawConnection(port: edge.port, receiveBuffer: 2_048)
            let one = "GET /metrics HTTP/1.1\r\nhost: localhost\r\n\r\n"
            // Far more than the kernel buffers: the server's writes must come to a stand.
            for _ in 0..<400 { guard await connection.send(String(repeating: one, count: 50)) else { break } }
            try await eventually { await !connection.send(one) }
        }
    }

    @Test(arguments: [
        ["x-forwarded-for: 10.0.0.1"], ["forwarded: for=10.0.0.1"], ["x-forwarded-proto: https"],
    ])
    func aProxyNeverUsesTheSocket(fields: [String]) async throws {
        try await withEdge { edge in
            let connection = try await RawConnection(path: edge.socketPath)
            await connection.send(
                "GET /ops/status HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n"
                    + fields.joined(separator: "\r\n") + "\r\n\r\n")
            let answer = RawAnswer(await connection.readToEnd())
            #expect(answer.status == 403)
            #expect(try answer.problem().code == .forbidden)
        }
    }
}
