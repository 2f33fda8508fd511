import Foundation
import OpsCore
import Testing

@testable import OpsServer

/// What is no HTTP, and what could be read in two ways: one problem each, whole, logged, and the connection closed
/// (CONTRACT rows A2, A3, A8, B1, B2).
@Suite(.timeLimit(.minutes(1))) struct MalformedRequestTests {
    private static let get = "GET /livez HTTP/1.1\r\nhost: localhost\r\n"
    private static let post = "POST /v1/jobs HTTP/1.1\r\nhost: localhost\r\nx-api-key: operator-key\r\n"
    private static let chunks = "5\r\nhello\r\n0\r\n\r\n"

    private static let lines: [String] = [
        "GARBAGE\r\n\r\n", "GET /livez\r\n\r\n", "GET /livez HTTP/9.9\r\nhost: localhost\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "BREW /livez HTTP/1.1\r\nhost: localhost\r\n\r\n",
        "get /livez HTTP/1.1\r\nhost: localhost\r\n\r\n",
        "GET livez HTTP/1.1\r\nhost: localhost\r\n\r\n", "GET * HTTP/1.1\r\nhost: localhost\r\n\r\n",
        "GET http://evil.example/livez HTTP/1.1\r\nhost: localhost\r\n\r\n",
        "GET /livez#x HTTP/1.1\r\nhost: localhost\r\n\r\n", "GET /valves/%zz HTTP/1.1\r\nhost: localhost\r\n\r\n",
        "GET /valves/% HTTP/1.1\r\nhost: localhost\r\n\r\n", "GET /valves/%00 HTTP/1.1\r\nhost: localhost\r\n\r\n",
        "GET /\(String(repeating: "a", count: 9_000)) HTTP/1.1\r\nhost: localhost\r\n\r\n",
    ]

    private static let fields: [String] =
        [
            "bad header", ": v", "x : y", "x: a\r\n b", "x: a\u{0}b", "x: a\rb", "x: a\nhost: b",
            "x: \(String(repeating: "y", count: 20_000))", (1...200).map { "h\($0): v" }.joined(separator: "\r\n"),
            "expect: 200-maybe",
        ].map { get + $0 + "\r\n\r\n" } + ["GET /livez HTTP/1.1\nhost: localhost\n\n"]

    private static let smuggling: [String] = [
        "content-length: 5\r\ntransfer-encoding: chunked", "transfer-encoding: chunked\r\ncontent-length: 5",
        "content-length: 5\r\ncontent-length: 6", "content-length: 5\r\ncontent-length: 5", "content-length: 5, 5",
        "content-length: +5", "content-length: -5", "content-length: 0x5", "content-length: 5 5", "content-length: ",
        "content-length: 99999999999999999999", "transfer-encoding: chunked, identity", "transfer-encoding: identity",
        "transfer-encoding: xchunked", "transfer-encoding: gzip, chunked", "transfer-encoding:\u{b}chunked",
        "transfer-encoding: chunked\r\ntransfer-encoding: chunked", "transfer-encoding : chunked",
        "transfer-encoding: chunked\r\ntransfer-encoding: cow", "content-length\u{0}: 5",
    ].map { post + $0 + "\r\n\r\n" + chunks }

    private static let bodies: [String] = [
        "ffffffffffffffffff\r\nhello\r\n0\r\n\r\n", "-5\r\nhello\r\n0\r\n\r\n", "0x5\r\nhello\r\n0\r\n\r\n",
        "3\r\nhello\r\n0\r\n\r\n", "5\nhello\n0\n\n", "zz\r\n", "5\r\nhello\r\n0\r\nbad trailer\r\n\r\n",
        "1;\(String(repeating: "x", count: 400_000))\r\n",
    ].map {
        "POST /incidents/1/update HTTP/1.1\r\nhost: localhost\r\nx-api-key: operator-key\r\n"
            + "content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n" + $0
    }

    @Test(arguments: lines + fields + smuggling + bodies)
    func isRefusedWithAWholeProblemAndTheEndOfTheConnection(text: String) async throws {
        try await withEdge { edge in
            let connection = try await RawConnection(port: edge.port)
            await connection.send(text + "GET /smuggled HTTP/1.1\r\nhost: localhost\r\n\r\n")
            let answer = RawAnswer(await connection.readToEnd())
            #expect(connection.wasClosed && answer.count == 1, "\(answer.text.prefix(300))")
            let problem = try answer.problem()
            #expect(answer.status == 400 && problem.status == 400 && problem.code == .validationFailed)
            #expect(answer["connection"] == "close" && answer["content-type"] == "application/problem+json")
            #expect(answer["x-frame-options"] == "DENY" && answer["x-content-type-options"] == "nosniff")
            #expect(problem.instance == answer["x-request-id"])
            let line = try #require(try edge.log().last { $0["request_id"] == problem.instance })
            #expect(line["status_code"] == "400" && line["message"] == "request")
            #expect(!(try edge.logText().contains("smuggled")))
        }
    }

    @Test(arguments: [
        ("GET /livez HTTP/1.1\r\n\r\n", ProblemCode.hostNotAllowed),
        ("GET /livez HTTP/1.0\r\n\r\n", .hostNotAllowed),
        (get + "host: localhost\r\n\r\n", .hostNotAllowed), (get + "host: evil.example\r\n\r\n", .hostNotAllowed),
    ])
    func oneHostIsNeeded(text: String, code: ProblemCode) async throws {
        try await withEdge { edge in
            let connection = try await RawConnection(port: edge.port)
            await connection.send(text)
            let answer = RawAnswer(await connection.readToEnd())
            #expect(answer.status == 400)
            #expect(try answer.problem().code == code)
        }
    }

    @Test func aTunnelIsRefused() async throws {
        try await withEdge { edge in
            let connection = try await RawConnection(port: edge.port)
            await connection.send("CONNECT evil.example:443 HTTP/1.1\r\nhost: localhost\r\n\r\n")
            let answer = RawAnswer(await connection.readToEnd())
            #expect(answer.status == 405 && connection.wasClosed)
            #expect(answer["allow"] == "GET, HEAD, POST, OPTIONS")
            #expect(try answer.problem().code == .methodNotAllowed)
        }
    }

    @Test func aTargetWithTheRightHostIsAPath() async throws {
        try await withEdge { edge in
            let connection = try await RawConnection(port: edge.port)
            await connection.send("GET http://LOCALHOST/livez HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
            #expect(RawAnswer(await connection.readToEnd()).status == 200)
        }
    }

    /// What was sent before the faulty request is answered first, and nothing after it.
    @Test func requestsBeforeTheFaultAreAnswered() async throws {
        try await withEdge { edge in
            let connection = try await RawConnection(port: edge.port)
            await connection.send(Self.get + "\r\n" + Self.get + "\r\nGARBAGE\r\n\r\n" + Self.get + "\r\n")
            let text = await connection.readToEnd()
            #expect(connection.wasClosed)
            #expect(text.components(separatedBy: "HTTP/1.1 200").count == 3)
            #expect(text.components(separatedBy: "HTTP/1.1 400").count == 2)
        }
    }

    @Test func aRequestThatEndsTooSoonIsToldSo() async throws {
        try await withEdge { edge in
            let connection = try await RawConnection(port: edge.port)
            await connection.send("GET /livez HTTP/1.1\r\nhost: loc")
            connection.finishSending()
            let answer = RawAnswer(await connection.readToEnd())
            #expect(answer.status == 400)
            #expect(try answer.problem().detail.contains("before it was whole"))
        }
    }
}
