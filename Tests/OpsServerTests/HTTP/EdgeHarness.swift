import AsyncHTTPClient
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import OpsCore
import OpsTestSupport
import ServiceLifecycle
import Testing

@testable import OpsServer

/// A running server on a free port and on a socket, and a client for it.
struct Edge: Sendable {
    struct Answer: Sendable {
        var status: Int
        var headers: HTTPHeaders
        var body: String

        func problem() throws -> Problem { try OpsJSON.decoder().decode(Problem.self, from: Data(body.utf8)) }
        subscript(_ header: String) -> String? { headers.first(name: header) }
    }

    let port: Int
    let socketPath: String
    let directory: SettingsDirectory
    let operations: StubOperations
    let metrics: RecordingMetrics
    let server: HTTPServer

    /// One request over TCP, or over the socket where `local`.
    func send(
        _ method: HTTPMethod, _ path: String, key: String? = nil, headers: [(String, String)] = [],
        body: String? = nil, local: Bool = false
    ) async throws -> Answer {
        let escaped = socketPath.replacingOccurrences(of: "/", with: "%2F")
        var request = HTTPClientRequest(
            url: local ? "http+unix://\(escaped)\(path)" : "http://127.0.0.1:\(port)\(path)")
        request.method = method
        TestLogs.note(key)
        TestLogs.note(headers: headers)
        if local { request.headers.add(name: "host", value: "localhost") }
        if let key { request.headers.add(name: "x-api-key", value: key) }
        for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
        if let body {
            if !request.headers.contains(name: "content-type") {
                request.headers.add(name: "content-type", value: "application/json")
            }
            request.body = .bytes(ByteBuffer(string: body))
        }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
        let bytes = try await response.body.collect(upTo: 4_000_000)
        return Answer(status: Int(response.status.code), headers: response.headers, body: String(buffer: bytes))
    }

    /// The log so far. It has a writer of its own; what is not written yet, is written now.
    func logText() throws -> String {
        LogSinks.shared.flush()
        return try directory.read("log")
    }

    /// The log so far, a dictionary a line with its values as text; each line must be a JSON object.
    func log() throws -> [[String: String]] {
        try logText().split(separator: "\n").map { line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
            return try #require(object as? [String: Any]).mapValues { "\($0)" }
        }
    }
}

/// Starts a server, runs `body` with it, stops it.
func withEdge(
    limits: HTTPLimits = HTTPLimits(), queries: (any MetricQueries)? = nil, gatekeeper: (any Gatekeeper)? = nil,
    certificate: TLSCertificate? = nil, configure: (inout ServerConfiguration) -> Void = { _ in },
    _ body: (Edge) async throws -> Void
) async throws {
    let directory = try SettingsDirectory()
    var configuration = ServerConfiguration(stateDirectory: directory.path)
    configuration.listen = ListenAddress(host: "127.0.0.1", port: 0)
    configuration.socketPath = "\(directory.path)/s"
    configure(&configuration)
    let sink = try LogSink(path: "\(directory.path)/log")
    let logger = Logger(label: "edge") { JSONLogHandler(label: $0, sink: sink) }
    let operations = StubOperations()
    let metrics = RecordingMetrics()
    let (bounds, feed) = AsyncStream<HTTPServer.Bound>.makeStream()
    let gatekeeper =
        gatekeeper ?? StubGatekeeper(limits: configuration.limits, requireKeys: configuration.requireKeys)
    let server = HTTPServer(
        configuration: configuration, operations: operations, gatekeeper: gatekeeper, metrics: metrics,
        logger: logger, limits: limits, queries: queries, certificate: certificate
    ) { feed.yield($0) }
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            defer { feed.finish() }
            try await server.run()
        }
        var iterator = bounds.makeAsyncIterator()
        guard let bound = await iterator.next() else { return try await group.waitForAll() }
        let edge = Edge(
            port: bound.port ?? 0, socketPath: bound.socketPath ?? "", directory: directory, operations: operations,
            metrics: metrics, server: server)
        do {
            try await body(edge)
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
        try await group.waitForAll()
    }
}
