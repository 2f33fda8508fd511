import Foundation
import NIOHTTP1
import OpsCore
import OpsTestSupport
import Testing

@testable import OpsServer

/// Every pair of status and code that this version can answer with is produced over a socket, and its body is the
/// document's problem.
@Suite(.serialized) struct ProblemPairTests {
    /// Codes without a producer are in no refusal of the sources, so that the list of them stays true.
    @Test func whatNobodyProducesIsNowhereThrown() throws {
        let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Sources")
        let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
        var seen = 0
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift" else { continue }
            seen += 1
            if file.lastPathComponent.hasPrefix("Problem") { continue }
            let text = try String(contentsOf: file, encoding: .utf8)
            for pair in ProblemPair.of(.nobody) {
                #expect(
                    !text.contains(".\(pair.code)"), "\(file.lastPathComponent) names \(pair.code): it needs a test")
            }
        }
        #expect(seen > 100)
    }

    @Test func theChain() async throws {
        var limits = HTTPLimits()
        limits.body = .milliseconds(300)
        try await withEdge(
            limits: limits,
            configure: {
                $0.requestTimeout = .milliseconds(300)
                $0.limits = [.alerts: RateLimitRule(count: 1, windowSeconds: 60)]
            }
        ) { edge in
            var produced = ProducedProblems()
            try produced.take(try await edge.send(.GET, "/valves"))
            for key in ["revoked-key", "paused-key", "tenant-key"] {
                try produced.take(try await edge.send(.GET, "/valves", key: key))
            }
            let foreign = [("origin", "https://evil.example")]
            try produced.take(
                try await edge.send(.POST, "/v1/alerts/a-2/ack", key: "operator-key", headers: foreign))
            try produced.take(try await edge.send(.GET, "/livez", headers: [("host", "evil.example")]))
            try produced.take(try await edge.send(.GET, "/nowhere"))
            try produced.take(try await edge.send(.DELETE, "/livez"))
            let update = "/incidents/1/update"
            for (type, body) in [("text/plain", "{}"), ("application/json", "{"), ("application/json", "{}")] {
                let headers = [("content-type", type)]
                try produced.take(
                    try await edge.send(.POST, update, key: "operator-key", headers: headers, body: body))
            }
            for path in ["/valves/broken", "/valves/slow"] {
                try produced.take(try await edge.send(.GET, path, key: "viewer-key"))
            }
            _ = try await edge.send(.GET, "/v1/alerts", key: "viewer-key")
            try produced.take(try await edge.send(.GET, "/v1/alerts", key: "viewer-key"))
            // On a server that has not been told to be impatient with its own routes as well.
            try await withEdge(limits: limits) { try produced.take(try await Self.trickle($0)) }
            #expect(produced.pairs == ProblemPair.of(.chain))
        }
    }

    /// A body that does not arrive, over a raw socket.
    private static func trickle(_ edge: Edge) async throws -> Edge.Answer {
        let raw = try await RawConnection(port: edge.port)
        await raw.send(
            "POST /incidents/1/update HTTP/1.1\r\nhost: localhost\r\nx-api-key: operator-key\r\n"
                + "content-type: application/json\r\n"
                + "content-length: 100\r\n\r\n{")
        let text = await raw.readToEnd()
        // The connection closes with its object, which must outlive the reading.
        withExtendedLifetime(raw) {}
        #expect(text.hasPrefix("HTTP/1.1 408"), "\(text)")
        let parts = text.components(separatedBy: "\r\n\r\n")
        var headers = HTTPHeaders()
        for line in (parts.first ?? "").components(separatedBy: "\r\n").dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            headers.add(name: String(line[..<colon]), value: value)
        }
        let status = Int(text.split(separator: " ").dropFirst().first ?? "") ?? 0
        return Edge.Answer(status: status, headers: headers, body: parts.dropFirst().first ?? "")
    }

    @Test func theProvider() async throws {
        try await TestProvider.with { provider in
            var produced = ProducedProblems()
            let lead = "/v1/leads/enrich"
            // A short patience, so that its end is the provider's and not the test's.
            try await TestSite.with(configure: {
                $0.upstream = provider.settings
                $0.upstream?.readTimeout = .milliseconds(500)
                $0.queueLimit = 1
            }) { site in
                provider.behave(.status(500))
                try produced.take(try await site.ask(.POST, lead, body: #"{"domain":"a.example"}"#))
                provider.behave(.hang)
                try produced.take(try await site.ask(.POST, lead, body: #"{"domain":"b.example"}"#))
                try await eventually(within: .seconds(60), "the breaker opens") {
                    let answer = try await site.ask(.POST, lead, body: #"{"domain":"c.example"}"#)
                    return try produced.take(answer, where: .breakerOpen)
                }
                try await eventually(within: .seconds(60), "the queue is full") {
                    let job = #"{"kind":"enrich","input":{"domain":"d.example"}}"#
                    return try produced.take(try await site.ask(.POST, "/v1/jobs", body: job), where: .queueFull)
                }
            }
            #expect(produced.pairs == ProblemPair.of(.provider))
        }
    }
}
