import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL
import OpsCore

/// The typed client of a server's API and stream, over its Unix socket or HTTP.
///
/// No call is repeated by itself: whoever asked decides whether asking again is safe.
public struct OpsClient: Sendable {
    /// Largest answer that is read, in bytes.
    static let answerLimit = 8 * 1024 * 1024

    public let endpoint: OpsEndpoint
    let keys: OpsKeys
    let http: HTTPClient

    /// A client of the server at `endpoint`. Call ``close()`` when done.
    ///
    /// - Parameter caFile: a PEM file of the authorities to trust for https, beside those of the system; `OPSTUI_CA_FILE`
    ///   where it is not given.
    public init(
        endpoint: OpsEndpoint, keys: OpsKeys = OpsKeys(),
        caFile: String? = ProcessInfo.processInfo.environment["OPSTUI_CA_FILE"]
    ) {
        var configuration = HTTPClient.Configuration()
        configuration.timeout = .init(connect: .seconds(5), read: .seconds(Int64(StreamReader.silenceLimitSeconds)))
        configuration.redirectConfiguration = .disallow
        configuration.connectionPool.idleTimeout = .seconds(30)
        if let caFile, !caFile.isEmpty {
            var encryption = TLSConfiguration.makeClientConfiguration()
            encryption.additionalTrustRoots = [.file(caFile)]
            configuration.tlsConfiguration = encryption
        }
        self.endpoint = endpoint
        self.keys = keys
        self.http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Ends open streams and connections.
    public func close() async {
        try? await http.shutdown()
    }

    // MARK: One call

    func request(_ method: HTTPMethod, _ path: String, body: [UInt8]? = nil) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: endpoint.url(for: path))
        request.method = method
        request.headers.add(name: "accept", value: "application/json")
        if case .unix = endpoint { request.headers.replaceOrAdd(name: "host", value: "localhost") }
        if let key = keys.key { request.headers.add(name: "x-api-key", value: key.reveal()) }
        if let adminKey = keys.adminKey { request.headers.add(name: "x-admin-key", value: adminKey.reveal()) }
        if let body {
            request.headers.add(name: "content-type", value: "application/json")
            request.body = .bytes(body)
        }
        return request
    }

    /// Sends one request and decodes its answer.
    func call<Answer: Decodable>(
        _ method: HTTPMethod, _ path: String, body: (any Encodable)? = nil, headers: [(String, String)] = [],
        timeout: Duration = .seconds(10)
    ) async throws(OpsClientError) -> Answer {
        let (bytes, _) = try await exchange(method, path, body: body, headers: headers, timeout: timeout)
        do {
            return try OpsJSON.decoder().decode(Answer.self, from: Data(bytes))
        } catch {
            throw .malformed("the answer to \(method.rawValue) \(path) is not what this version expects: \(error)")
        }
    }

    private func exchange(
        _ method: HTTPMethod, _ path: String, body: (any Encodable)?, headers: [(String, String)], timeout: Duration
    ) async throws(OpsClientError) -> ([UInt8], UInt) {
        do {
            var request = request(method, path, body: try body.map { Array(try OpsJSON.encoder().encode($0)) })
            for (name, value) in headers { request.headers.add(name: name, value: value) }
            let (response, bytes) = try await whole(request, within: timeout)
            try Self.check(response, bytes, method: method, path: path)
            return (bytes, response.status.code)
        } catch let error as OpsClientError {
            throw error
        } catch {
            throw .unreachable(Self.reason(error, at: endpoint))
        }
    }

    /// The answer to its last byte. The HTTP client's own deadline ends with the head; a body may drip for ever.
    func whole(
        _ request: HTTPClientRequest, within timeout: Duration
    ) async throws -> (HTTPClientResponse, [UInt8]) {
        try await withThrowingTaskGroup(of: (HTTPClientResponse, [UInt8])?.self) { group in
            group.addTask {
                let limit = TimeAmount.milliseconds(Int64(timeout / .milliseconds(1)))
                let response = try await http.execute(request, timeout: limit)
                let buffer = try await response.body.collect(upTo: Self.answerLimit)
                return (response, Array(buffer.readableBytesView))
            }
            group.addTask {
                try await Task.sleep(for: timeout)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let answer = first else {
                throw HTTPClientError.deadlineExceeded
            }
            return answer
        }
    }

    static func check(_ response: HTTPClientResponse, _ bytes: [UInt8], method: HTTPMethod, path: String) throws {
        guard response.status.code >= 400 else { return }
        let retry = response.headers.first(name: "retry-after").flatMap { Int($0) }
        guard let problem = try? OpsJSON.decoder().decode(Problem.self, from: Data(bytes)) else {
            throw OpsClientError.malformed(
                "\(method.rawValue) \(path) answered \(response.status.code) without a problem document")
        }
        throw OpsClientError.refused(problem, retryAfterSeconds: retry)
    }

    /// A short reason for a person.
    static func reason(_ error: any Error, at endpoint: OpsEndpoint) -> String {
        if let known = error as? HTTPClientError {
            switch known {
            case .connectTimeout: return "\(endpoint.description) took longer than 5 s to connect"
            case .readTimeout, .deadlineExceeded: return "\(endpoint.description) did not answer in time"
            case .remoteConnectionClosed: return "\(endpoint.description) closed the connection"
            case .cancelled, .alreadyShutdown: return "closing"
            default: break
            }
        }
        if let known = error as? IOError { return "\(endpoint.description): \(Self.text(of: known.errnoCode))" }
        return "\(endpoint.description): \(error)"
    }

    private static func text(of code: CInt) -> String {
        switch code {
        case ENOENT: "no such socket; is the server running?"
        case ECONNREFUSED: "connection refused; is the server running?"
        case EACCES: "permission denied; are you in the group opstui-operator or opstui-viewer?"
        default: String(cString: strerror(code))
        }
    }
}
