import Foundation
import OpsCore
import OpsTestSupport
import Testing

@testable import OpsServer

/// Where answers end on the wire (RFC 9112, 6), as raw bytes.
@Suite(.timeLimit(.minutes(1))) struct AnswerFramingTests {
    private static let rest = "host: localhost\r\nx-api-key: viewer-key\r\n"

    @Test(arguments: ["/livez", "/nope", "/ops/model-status", "/ops/reload-auth"])
    func anAnswerToHeadHasNoBodyWhateverItSays(path: String) async throws {
        try await withEdge { edge in
            let connection = try await RawConnection(port: edge.port)
            await connection.send(
                "HEAD \(path) HTTP/1.1\r\n\(Self.rest)\r\nGET /livez HTTP/1.1\r\n\(Self.rest)connection: close\r\n\r\n")
            let text = await connection.readToEnd()
            let answers = text.components(separatedBy: "\r\n\r\n")
            #expect(answers.count == 3, "\(text)")
            #expect(answers.dropFirst().first?.hasPrefix("HTTP/1.1 200 OK\r\n") == true, "\(text)")
            #expect(Int(RawAnswer(text)["content-length"] ?? "") ?? 0 > 0)
        }
    }

    @Test func eachOfManyAnswersInARowBearsItsOwnFields() async throws {
        try await withEdge { edge in
            let connection = try await RawConnection(port: edge.port)
            let ids = (0..<50).map { "request-id-\($0)" }
            for (place, id) in ids.enumerated() {
                let path = place % 3 == 0 ? "/nope" : "/livez"
                let last = place == ids.count - 1 ? "connection: close\r\n" : ""
                await connection.send("GET \(path) HTTP/1.1\r\nx-request-id: \(id)\r\n\(Self.rest)\(last)\r\n")
            }
            let text = await connection.readToEnd()
            #expect(text.matches(of: #/x-request-id: (\S+)/#).map { String($0.1) } == ids)
            #expect(text.matches(of: #/HTTP/1\.1 404 Not Found\r\n/#).count == 17)
            #expect(text.matches(of: #/x-frame-options: DENY/#).count == 50)
        }
    }

    @Test func aClientOfHTTP10GetsNoChunksAndNoInterimAnswer() async throws {
        try await withEdge { edge in
            let stream = try await RawConnection(port: edge.port)
            await stream.send("GET /ops/stream HTTP/1.0\r\n\(Self.rest)\r\n")
            let text = await stream.read { $0.contains("event: snapshot") && $0.contains("\n\n") }
            #expect(!text.lowercased().contains("transfer-encoding"))
            #expect(
                text.components(separatedBy: "\r\n\r\n").dropFirst().first?.first.map { "ied:".contains($0) } == true)
            let post = try await RawConnection(port: edge.port)
            await post.send(
                "POST /incidents/1/update HTTP/1.0\r\nhost: localhost\r\nx-api-key: operator-key\r\nexpect: 100-continue\r\n"
                    + "content-type: application/json\r\ncontent-length: 14\r\n\r\n{\"note\":\"seen\"}")
            let answer = await post.readToEnd()
            #expect(post.wasClosed && RawAnswer(answer).count == 1 && !answer.contains(" 100 "), "\(answer)")
        }
    }
}
