import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import OpsCore
import OpsMetrics

/// Asks the targets of one job over HTTP. Connections are kept between scrapes.
struct ScrapeClient: Sendable {
    /// An answer, and its bytes' share of what all answers may hold: for as long as somebody has it.
    struct Answer: Sendable {
        var outcome: ScrapeOutcome
        var share: ByteShare
    }

    /// Bytes of all answers that are held at once, so that many large ones cannot take all memory.
    static let bytesHeld = ByteBudget(limit: 256 << 20)

    private let job: ScrapeJob
    private let identity: ScrapeIdentity
    private let connections: ScrapeConnections

    /// - Parameter directory: Where relative paths of the job start.
    init(_ job: ScrapeJob, directory: String) {
        self.job = job
        identity = ScrapeIdentity(job, directory: directory)
        connections = ScrapeConnections(job)
    }

    func close() async { await connections.close() }

    /// Lets go of what is kept for a target that will not be asked any more.
    func release(_ target: ScrapeTarget) async { await connections.release(target) }

    /// Certificates are read anew with the next scrape.
    func forget() { identity.forget() }

    /// What a target answers within its time. Never throws: a failure is an outcome too.
    func fetch(_ target: ScrapeTarget) async -> Answer {
        let share = ByteShare(of: Self.bytesHeld)
        do {
            let until = ContinuousClock.now + target.timeout
            let shown = try await identity.shown(within: target.timeout)
            let (http, request) = try connections.request(target, shown)
            // The HTTP client's own deadline ends with the answer's head; a body may drip for ever.
            let outcome = try await TimeLimit.run(within: until - .now, late: ScrapeFailure("no answer in time")) {
                try await read(request, with: http, within: target.timeout, into: share)
            }
            return Answer(outcome: outcome, share: share)
        } catch {
            let why = ScrapeFailure.text(error, limit: job.limits.bodyBytesInForce)
            return Answer(outcome: .failure(why), share: share)
        }
    }

    private func read(
        _ request: HTTPClientRequest, with http: HTTPClient, within timeout: Duration, into share: ByteShare
    ) async throws -> ScrapeOutcome {
        let response = try await http.execute(request, timeout: .milliseconds(Int64(timeout / .milliseconds(1))))
        guard response.status.code == 200 else {
            let reason = SafeText.clean(response.status.reasonPhrase, limit: 80)
            throw ScrapeFailure("server returned HTTP status \(response.status.code) \(reason)")
        }
        var body: [UInt8] = []
        for try await chunk in response.body {
            guard chunk.readableBytes <= job.limits.bodyBytesInForce - body.count else {
                throw ScrapeFailure("body size limit exceeded: more than \(job.limits.bodyBytesInForce) bytes")
            }
            guard share.grow(chunk.readableBytes) else { throw ScrapeFailure("too many large answers at once") }
            body.append(contentsOf: chunk.readableBytesView)
        }
        return .body(body, contentType: response.headers.first(name: "content-type"))
    }
}
