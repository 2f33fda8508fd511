/// Requests that no well-behaved client sends.
enum Malformed: String, CaseIterable, Sendable {
    case nonsense, badVersion, headerWithoutColon, controlInHeaderName, twoHosts, lengthNoNumber, lengthNegative
    case lengthAndChunked, endlessTarget, endlessHeader, manyHeaders, handshake, badChunk

    var text: String {
        let get = "GET /livez HTTP/1.1\r\nHost: localhost\r\n"
        let post = "POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\n"
        switch self {
        case .nonsense: return "NONSENSE\r\n\r\n"
        case .badVersion: return "GET /livez HTTP/9.9\r\nHost: localhost\r\n\r\n"
        case .headerWithoutColon: return get + "x-broken\r\n\r\n"
        case .controlInHeaderName: return get + "\u{1}bad: x\r\n\r\n"
        case .twoHosts: return "GET /livez HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n"
        case .lengthNoNumber: return post + "Content-Length: abc\r\n\r\n"
        case .lengthNegative: return post + "Content-Length: -1\r\n\r\n"
        case .lengthAndChunked: return post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        case .endlessTarget:
            return "GET /" + String(repeating: "a", count: 70_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"
        case .endlessHeader: return get + "x-a: " + String(repeating: "a", count: 100_000) + "\r\n\r\n"
        case .manyHeaders: return get + (0..<500).map { "x-\($0): 1\r\n" }.joined() + "\r\n"
        case .handshake: return "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\r\n\r\n"
        case .badChunk: return post + "Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n"
        }
    }
}
