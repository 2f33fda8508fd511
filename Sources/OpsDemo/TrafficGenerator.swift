import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import OpsCore

/// Customers of the demo: real HTTP requests over TCP loopback, as a Poisson process a tenant.
actor TrafficGenerator {
    /// Requests under way at once; further arrivals are dropped, as an impatient client would.
    static let concurrencyLimit = 64
    static let requestTimeout = TimeAmount.seconds(10)

    private let baseURL: String
    private let http: HTTPClient
    private var underWay = 0
    private(set) var sent = 0
    private(set) var dropped = 0
    private var tasks: [Task<Void, Never>] = []

    init(port: Int) {
        baseURL = "http://127.0.0.1:\(port)"
        http = HTTPClient(eventLoopGroupProvider: .singleton)
    }

    func start(_ tenants: [DemoTenant], seed: UInt64) {
        tasks = tenants.enumerated().map { index, tenant in
            Task { await self.drive(tenant, random: SplitMix64(seed: seed &+ UInt64(index) &* 7919)) }
        }
    }

    func stop() async {
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
        tasks = []
        try? await http.shutdown()
    }

    private func drive(_ tenant: DemoTenant, random: SplitMix64) async {
        var random = random
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                let pause = random.arrival(rate: tenant.requestsPerSecond)
                do { try await Task.sleep(for: .milliseconds(Int(pause * 1000))) } catch { return }
                guard underWay < Self.concurrencyLimit else {
                    dropped += 1
                    continue
                }
                let request = makeRequest(tenant, random: &random)
                underWay += 1
                group.addTask { await self.send(request) }
            }
            group.cancelAll()
        }
    }

    private func send(_ request: HTTPClientRequest) async {
        defer { underWay -= 1 }
        sent += 1
        guard let response = try? await http.execute(request, timeout: Self.requestTimeout) else { return }
        _ = try? await response.body.collect(upTo: 1 << 20)
    }

    private func makeRequest(_ tenant: DemoTenant, random: inout SplitMix64) -> HTTPClientRequest {
        let dice = Double.random(in: 0..<1, using: &random)
        let domain = "c\(Int.random(in: 0..<100_000, using: &random)).example"
        if dice < tenant.carelessRatio { return post("/v1/leads/enrich", "{\"domain\":\"\"}", tenant) }
        if dice < 0.06 { return post("/v1/jobs", "{\"kind\":\"enrich\",\"input\":{\"domain\":\"\(domain)\"}}", tenant) }
        if dice < 0.25 { return get("/v1/jobs", tenant) }
        return post("/v1/leads/enrich", "{\"domain\":\"\(domain)\"}", tenant)
    }

    private func get(_ path: String, _ tenant: DemoTenant) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: baseURL + path)
        request.headers.add(name: "x-api-key", value: tenant.key.reveal())
        return request
    }

    private func post(_ path: String, _ json: String, _ tenant: DemoTenant) -> HTTPClientRequest {
        var request = get(path, tenant)
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/json")
        request.body = .bytes(ByteBuffer(string: json))
        return request
    }
}
