import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL
import OpsCore

/// Asks a server that speaks Prometheus' query API. No question is repeated by itself.
public struct PrometheusClient: Sendable {
    /// Why there is no answer.
    public enum Failure: Error, Equatable, Sendable, CustomStringConvertible {
        case timeout
        case unreachable(String)
        /// Answered with a status of HTTP and no answer of the API.
        case status(Int)
        case tooLarge(bytes: Int)
        case malformed(String)
        /// The server understood and refused: the question is wrong, or asks for too much.
        case refused(kind: String, message: String)

        public var description: String {
            switch self {
            case .timeout: "did not answer in time"
            case .unreachable(let why): why
            case .status(let code): "answered with status \(code)"
            case .tooLarge(let bytes): "answered with more than \(bytes) bytes"
            case .malformed(let why): why
            case .refused(let kind, let message): "\(kind): \(message)"
            }
        }
    }

    public let settings: PrometheusSettings
    private let http: HTTPClient

    /// A client of the server. Call ``close()`` when done.
    public init(_ settings: PrometheusSettings) {
        var configuration = HTTPClient.Configuration()
        configuration.timeout = .init(connect: .seconds(5), read: .seconds(60))
        configuration.redirectConfiguration = .disallow
        configuration.decompression = .disabled
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = settings.concurrency
        configuration.connectionPool.idleTimeout = .seconds(30)
        if let file = settings.caFile {
            var encryption = TLSConfiguration.makeClientConfiguration()
            encryption.additionalTrustRoots = [.file(file)]
            configuration.tlsConfiguration = encryption
        }
        self.settings = settings
        http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    public func close() async { try? await http.shutdown() }

    /// The answer to a question.
    ///
    /// - Parameters:
    ///   - endpoint: `query` or `query_range`.
    ///   - form: its parameters.
    ///   - timeout: to the answer's last byte; the settings' where nil.
    ///   - answerLimit: bytes of the answer at most.
    public func ask(
        _ endpoint: String, _ form: [(String, String)], timeout: Duration? = nil, answerLimit: Int = 4 * 1024 * 1024
    ) async throws(Failure) -> PrometheusReply {
        let (status, bytes) = try await send(endpoint, form, within: timeout ?? settings.timeout, answerLimit)
        do {
            return try PrometheusReply(bytes)
        } catch {
            switch error {
            case .refused(let kind, let message): throw .refused(kind: kind, message: message)
            case .malformed(let why): throw status == 200 ? .malformed(why) : .status(status)
            }
        }
    }

    private func send(
        _ endpoint: String, _ form: [(String, String)], within timeout: Duration, _ answerLimit: Int
    ) async throws(Failure) -> (Int, [UInt8]) {
        let request = request(endpoint, form)
        do {
            // The HTTP client's own deadline ends with the answer's head; a body may drip for ever.
            return try await TimeLimit.run(within: timeout, late: Failure.timeout) {
                let limit = TimeAmount.milliseconds(Int64(timeout / .milliseconds(1)))
                let response = try await http.execute(request, timeout: limit)
                let body = try await response.body.collect(upTo: answerLimit)
                return (Int(response.status.code), Array(body.readableBytesView))
            }
        } catch {
            throw Self.failure(error, answerLimit)
        }
    }

    private func request(_ endpoint: String, _ form: [(String, String)]) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: "\(settings.url)/api/v1/\(endpoint)")
        request.method = .POST
        request.headers.add(name: "accept", value: "application/json")
        request.headers.add(name: "content-type", value: "application/x-www-form-urlencoded")
        if let token = settings.token {
            request.headers.add(name: "authorization", value: "Bearer \(token.reveal())")
        } else if let username = settings.username {
            let pair = Data("\(username):\(settings.password?.reveal() ?? "")".utf8).base64EncodedString()
            request.headers.add(name: "authorization", value: "Basic \(pair)")
        }
        request.body = .bytes(ByteBuffer(string: FormText.encode(form)))
        return request
    }

    private static func failure(_ error: any Error, _ answerLimit: Int) -> Failure {
        if let failure = error as? Failure { return failure }
        if error is NIOTooManyBytesError { return .tooLarge(bytes: answerLimit) }
        if let known = error as? HTTPClientError {
            let late: [HTTPClientError] = [
                .readTimeout, .connectTimeout, .deadlineExceeded, .getConnectionFromPoolTimeout,
            ]
            return late.contains(known) ? .timeout : .unreachable(SafeText.clean("\(known)", limit: 200))
        }
        if let known = error as? IOError, known.errnoCode == ECONNREFUSED { return .unreachable("refuses connections") }
        return .unreachable(SafeText.clean("\(error)", limit: 200))
    }
}
