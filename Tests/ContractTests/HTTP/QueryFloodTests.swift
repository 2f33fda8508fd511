import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import OpsTestSupport
import Testing

/// Expensive queries, more than there is room for: each has an answer, and the server does its work meanwhile.
@Suite(.serialized, .timeLimit(.minutes(2))) struct QueryFloodTests {
    @Test("A14: a flood of expensive queries is bounded, and nothing else waits for it") func flood() async throws {
        let site = try await ServedSite.start(in: Place(), environment: ["RATE_LIMIT_QUERY": "off"])
        let now = Int(Date().timeIntervalSince1970)
        // Ten thousand windows of 3,600 values each, every one sorted.
        let expensive = "quantile_over_time(0.9,sin(vector(time()*7))%5B1h:1s%5D)"
        let path = "/api/v1/query_range?query=\(expensive)&start=\(now - 10_000)&end=\(now)&step=1"
        let client = site.stranger
        // With a connection for each; the shared client has a few.
        var wide = HTTPClient.Configuration()
        wide.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 100
        let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: wide)
        let answers = await withTaskGroup(of: (Int, String)?.self) { group in
            for _ in 0..<60 {
                group.addTask {
                    let request = HTTPClientRequest(url: client.base + path)
                    guard let response = try? await http.execute(request, timeout: .seconds(75)),
                        let body = try? await response.body.collect(upTo: 8 << 20)
                    else { return nil }
                    return (Int(response.status.code), String(buffer: body))
                }
            }
            var found: [(Int, String)] = []
            var probes = 0
            while let answer = await group.next() {
                if let answer { found.append(answer) }
                if let alive = try? await client.get("/livez"), alive.status == 200 { probes += 1 }
            }
            #expect(probes == 60)
            return found
        }
        #expect(answers.count == 60)
        #expect(answers.contains { $0.0 == 503 && $0.1.contains("\"unavailable\"") }, "nobody was refused")
        for (status, body) in answers { #expect([200, 422, 503].contains(status), "\(status) \(body.prefix(200))") }
        #expect(try await client.get("/api/v1/query?query=1").status == 200)
        try await http.shutdown()
        await site.stop()
    }
}
