import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import OpsCore

/// What the upstream says of a company.
struct ProviderCompany: Codable, Equatable, Sendable {
    var company: String?
    var industry: String?
    var employees: Int?
    /// US dollars that the call cost.
    var costUsd: Double?

    /// As it may be kept and shown: the provider's texts are cut and cleaned.
    var cleaned: ProviderCompany {
        var copy = self
        copy.company = company.map { SafeText.clean($0, limit: 200) }
        copy.industry = industry.map { SafeText.clean($0, limit: 200) }
        return copy
    }
}

/// How a call to the upstream failed.
enum ProviderFailure: Error, Equatable, Sendable {
    case timeout
    /// Answered with a status that is no success.
    case status(UInt)
    case unreachable(String)
    case malformed(String)

    /// True where the provider works and has nothing to say of this company: no failure of its.
    var isAnswer: Bool { self == .status(404) || self == .status(410) }
}

/// One call to the upstream provider over HTTP, with the limits of CONTRACT row D5.
struct ProviderClient: Sendable {
    /// Largest answer that is read, in bytes.
    static let answerLimit = 256 * 1024

    let settings: UpstreamSettings
    private let http: HTTPClient

    init(settings: UpstreamSettings) {
        var configuration = HTTPClient.Configuration()
        configuration.timeout = .init(
            connect: .milliseconds(Int64(settings.connectTimeout / .milliseconds(1))),
            read: .milliseconds(Int64(settings.readTimeout / .milliseconds(1))))
        configuration.redirectConfiguration = .disallow
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 100
        configuration.connectionPool.idleTimeout = .seconds(30)
        self.settings = settings
        http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    func close() async { try? await http.shutdown() }

    /// Asks about `domain`, within `timeout` to the answer's last byte; carries the request id and the trace on.
    func company(domain: String, requestID: String, timeout: Duration) async throws(ProviderFailure) -> ProviderCompany
    {
        do {
            // The HTTP client's own deadline ends with the answer's head; a body may drip for ever.
            return try await withThrowingTaskGroup(of: ProviderCompany?.self) { group in
                group.addTask { try await fetch(domain, requestID: requestID, timeout: timeout) }
                group.addTask {
                    try await Task.sleep(for: timeout)
                    return nil
                }
                defer { group.cancelAll() }
                guard let first = try await group.next(), let company = first else { throw ProviderFailure.timeout }
                return company
            }
        } catch {
            throw Self.failure(error)
        }
    }

    private func fetch(
        _ domain: String, requestID: String, timeout: Duration
    ) async throws(ProviderFailure) -> ProviderCompany {
        do {
            var request = HTTPClientRequest(url: "\(settings.url)/v1/companies/\(domain)")
            request.headers.add(name: "accept", value: "application/json")
            request.headers.add(name: "x-request-id", value: requestID)
            if let trace = RequestTrace.current?.traceparent { request.headers.add(name: "traceparent", value: trace) }
            let response = try await http.execute(request, timeout: .milliseconds(Int64(timeout / .milliseconds(1))))
            guard response.status.code < 300 else { throw ProviderFailure.status(response.status.code) }
            let body = try await response.body.collect(upTo: Self.answerLimit)
            return try OpsJSON.decoder().decode(ProviderCompany.self, from: Data(body.readableBytesView)).cleaned
        } catch {
            throw Self.failure(error)
        }
    }

    private static func failure(_ error: any Error) -> ProviderFailure {
        if let failure = error as? ProviderFailure { return failure }
        if let known = error as? HTTPClientError {
            let late: [HTTPClientError] = [
                .readTimeout, .connectTimeout, .deadlineExceeded, .getConnectionFromPoolTimeout,
            ]
            return late.contains(known) ? .timeout : .unreachable("\(known)")
        }
        return error is DecodingError ? .malformed("\(error)") : .unreachable("\(error)")
    }
}
