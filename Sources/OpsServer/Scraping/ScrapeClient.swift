import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import NIOSSL
import OpsCore
import OpsMetrics

/// Asks the targets of one job over HTTP. Connections are kept between scrapes.
struct ScrapeClient: Sendable {
    /// Bytes of all answers that are being read at once, so that many large ones cannot take all memory.
    private static let bytesInFlight = ByteBudget(limit: 256 << 20)

    private let job: ScrapeJob
    private let credentials: ScrapeCredentials
    /// Nil where nothing can be asked: ``fault`` says why.
    private let http: HTTPClient?
    private let fault: String?

    /// - Parameter directory: Where relative paths of the job start.
    init(_ job: ScrapeJob, directory: String) {
        self.job = job
        credentials = ScrapeCredentials(access: job.access, directory: directory)
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = job.followsRedirects ? .follow(max: 10, allowCycles: false) : .disallow
        configuration.decompression = .enabled(limit: .size(job.limits.bodyBytesInForce))
        configuration.connectionPool.idleTimeout = .seconds(300)
        configuration.httpVersion = .http1Only
        do {
            if let tls = job.tls { configuration.tlsConfiguration = try ScrapeEncryption.settings(tls, in: directory) }
            http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
            fault = nil
        } catch {
            http = nil
            fault = SafeText.clean("\(error)", limit: 300)
        }
    }

    func close() async { try? await http?.shutdown() }

    /// What a target answers within its time. Never throws: a failure is an outcome too.
    func fetch(_ target: ScrapeTarget) async -> ScrapeOutcome {
        guard let http else { return .failure(fault ?? "not asked") }
        do {
            var request = HTTPClientRequest(url: target.url)
            request.headers.add(name: "accept", value: job.acceptHeader)
            request.headers.add(name: "accept-encoding", value: job.compresses ? "gzip" : "identity")
            request.headers.add(name: "user-agent", value: "opstui/\(OpsVersion.current)")
            request.headers.add(name: "x-prometheus-scrape-timeout-seconds", value: target.timeoutSeconds)
            if let shown = try credentials.header() { request.headers.add(name: "authorization", value: shown) }
            let asked = request
            // The HTTP client's own deadline ends with the answer's head; a body may drip for ever.
            return try await TimeLimit.run(within: target.timeout, late: ScrapeFailure("no answer in time")) {
                try await read(asked, with: http, within: target.timeout)
            }
        } catch {
            return .failure(ScrapeFailure.text(error, limit: job.limits.bodyBytesInForce))
        }
    }

    private func read(
        _ request: HTTPClientRequest, with http: HTTPClient, within timeout: Duration
    ) async throws -> ScrapeOutcome {
        let response = try await http.execute(request, timeout: .milliseconds(Int64(timeout / .milliseconds(1))))
        guard response.status.code == 200 else {
            let reason = SafeText.clean(response.status.reasonPhrase, limit: 80)
            throw ScrapeFailure("server returned HTTP status \(response.status.code) \(reason)")
        }
        var body: [UInt8] = []
        defer { Self.bytesInFlight.give(body.count) }
        for try await chunk in response.body {
            guard chunk.readableBytes <= job.limits.bodyBytesInForce - body.count else {
                throw ScrapeFailure("body size limit exceeded: more than \(job.limits.bodyBytesInForce) bytes")
            }
            guard Self.bytesInFlight.take(chunk.readableBytes) else {
                throw ScrapeFailure("too many large answers at once")
            }
            body.append(contentsOf: chunk.readableBytesView)
        }
        return .body(body, contentType: response.headers.first(name: "content-type"))
    }
}

/// So many bytes, shared.
final class ByteBudget: Sendable {
    private let left: Guarded<Int>

    init(limit: Int) { left = Guarded(limit) }

    /// False, and nothing taken, where there are not so many.
    func take(_ count: Int) -> Bool {
        left.with { left in
            guard left >= count else { return false }
            left -= count
            return true
        }
    }

    func give(_ count: Int) { left.with { $0 += count } }
}
