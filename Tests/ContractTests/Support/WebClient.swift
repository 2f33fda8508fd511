import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import OpsTestSupport

/// Real HTTP against a running server.
struct WebClient: Sendable {
    struct Reply: Sendable {
        var status: Int
        var headers: HTTPHeaders
        var body: String

        func header(_ name: String) -> String? { headers.first(name: name) }
        var json: JSON { get throws { try JSON.parse(body) } }
        /// The machine-readable code of a problem.
        var code: String? { (try? json)?["code"].text }
    }

    let base: String
    /// Sent with each request, e.g. a key.
    var headers: [String: String] = [:]

    init(port: Int, key: String? = nil, adminKey: String? = nil) {
        base = "http://127.0.0.1:\(port)"
        headers["x-api-key"] = key
        headers["x-admin-key"] = adminKey
    }

    func get(_ path: String, _ more: [String: String] = [:]) async throws -> Reply {
        try await send("GET", path, more)
    }

    /// A POST, with a JSON body where one is given.
    func post(_ path: String, _ json: String? = nil, _ more: [String: String] = [:]) async throws -> Reply {
        try await send(
            "POST", path, json == nil ? more : ["content-type": "application/json"].merging(more) { $1 }, json)
    }

    func send(
        _ method: String, _ path: String, _ more: [String: String] = [:], _ body: String? = nil
    ) async throws -> Reply {
        var request = HTTPClientRequest(url: base + path)
        request.method = HTTPMethod(rawValue: method)
        for (name, value) in headers.merging(more, uniquingKeysWith: { $1 }) {
            request.headers.add(name: name, value: value)
        }
        TestLogs.note(headers: Array(headers) + Array(more))
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(75))
        let bytes = try await response.body.collect(upTo: 8 << 20)
        return Reply(status: Int(response.status.code), headers: response.headers, body: String(buffer: bytes))
    }

    /// Reads a stream of events until the text so far is enough, then hangs up.
    func events(
        _ path: String = "/ops/stream", _ more: [String: String] = [:], until isEnough: (String) -> Bool
    ) async throws -> (reply: Reply, text: String) {
        var request = HTTPClientRequest(url: base + path)
        for (name, value) in headers.merging(more, uniquingKeysWith: { $1 }) {
            request.headers.add(name: name, value: value)
        }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(40))
        var text = ""
        for try await part in response.body {
            text += String(buffer: part)
            if isEnough(text) { break }
        }
        return (Reply(status: Int(response.status.code), headers: response.headers, body: ""), text)
    }
}
