import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import OpsCore
import OpsMetrics

/// The connections to a job's targets, and what is sent over them.
///
/// Where `tls_config.server_name` says which name a target's certificate must bear, each target has connections of its own:
/// to the HTTP client that name is the host, and the target's address is where it is found.
final class ScrapeConnections: Sendable {
    private let job: ScrapeJob
    private let shared: HTTPClient
    private let named = Guarded<[ScrapeTarget: HTTPClient]>([:])

    init(_ job: ScrapeJob) {
        self.job = job
        shared = HTTPClient(eventLoopGroupProvider: .singleton, configuration: Self.configuration(job))
    }

    private static func configuration(_ job: ScrapeJob) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = job.followsRedirects ? .follow(max: 10, allowCycles: false) : .disallow
        configuration.decompression = .enabled(limit: .size(job.limits.bodyBytesInForce))
        configuration.connectionPool.idleTimeout = .seconds(300)
        // A target that refuses is down at once, not when its time is over; the next scrape is the next attempt.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        return configuration
    }

    func close() async {
        try? await shared.shutdown()
        let clients = named.with { named in
            defer { named = [:] }
            return named.values
        }
        for client in clients { try? await client.shutdown() }
    }

    /// Closes what is a target's own.
    func release(_ target: ScrapeTarget) async {
        guard let client = named.with({ $0.removeValue(forKey: target) }) else { return }
        try? await client.shutdown()
    }

    /// - Throws: ``ScrapeFailure``.
    func request(
        _ target: ScrapeTarget, _ shown: ScrapeIdentity.Shown
    ) throws(ScrapeFailure) -> (HTTPClient, HTTPClientRequest) {
        var (client, request) = (shared, HTTPClientRequest(url: target.url))
        if let name = job.tls?.serverName?.lowercased(), target.url.hasPrefix("https://") {
            let renamed = try Self.renamed(target.url, name)
            request.url = renamed.url
            request.headers.add(name: "host", value: renamed.authority)
            client = self.client(target, name, at: renamed.host)
        }
        request.headers.add(name: "accept", value: job.acceptHeader)
        request.headers.add(name: "accept-encoding", value: job.compresses ? "gzip" : "identity")
        request.headers.add(name: "user-agent", value: "opstui/\(OpsVersion.current)")
        request.headers.add(name: "x-prometheus-scrape-timeout-seconds", value: target.timeoutSeconds)
        if let authorization = shown.authorization { request.headers.add(name: "authorization", value: authorization) }
        request.tlsConfiguration = shown.encryption
        return (client, request)
    }

    private func client(_ target: ScrapeTarget, _ name: String, at host: String) -> HTTPClient {
        named.with { clients in
            if let client = clients[target] { return client }
            var configuration = Self.configuration(job)
            configuration.dnsOverride = [name: host]
            let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
            clients[target] = client
            return client
        }
    }

    /// A URL with another host in it, and what it had.
    private static func renamed(
        _ url: String, _ name: String
    ) throws(ScrapeFailure) -> (url: String, host: String, authority: String) {
        guard var parts = URLComponents(string: url), let host = parts.host else {
            throw ScrapeFailure("the target's URL cannot be used with tls_config.server_name")
        }
        let bare = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        let authority = parts.port.map { "\(host):\($0)" } ?? host
        parts.host = name
        guard let renamed = parts.string else {
            throw ScrapeFailure("the target's URL cannot be used with tls_config.server_name")
        }
        return (renamed, bare, authority)
    }
}
