import Foundation
import Hummingbird
import Logging
import NIOCore
import OpsCore

/// The demo's upstream provider: a real HTTP server on loopback whose behaviour the scenario changes.
actor ProviderSimulator {
    private var behaviour = ProviderBehaviour.healthy
    private var random: SplitMix64
    private var task: Task<Void, any Error>?
    private(set) var port: Int = 0

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    /// Binds a free port and serves until ``stop()``.
    func start(logger: Logger) async throws {
        let router = Router()
        router.get("/v1/companies/{domain}") { [self] _, context in
            let domain = try context.parameters.require("domain")
            return try await answer(domain)
        }
        let (bound, continuation) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                continuation.yield(channel.localAddress?.port ?? 0)
                continuation.finish()
            }, logger: logger)
        let task = Task {
            defer { continuation.finish() }
            try await application.run()
        }
        self.task = task
        guard let port = await bound.first(where: { _ in true }), port > 0 else {
            try await task.value
            throw DemoError("the simulated provider did not start")
        }
        self.port = port
    }

    func behave(_ behaviour: ProviderBehaviour) { self.behaviour = behaviour }

    func stop() async {
        task?.cancel()
        _ = await task?.result
        task = nil
    }

    private func answer(_ domain: String) async throws -> Response {
        let fate = behaviour.fate(using: &random)
        try await Task.sleep(for: .milliseconds(Int(fate.milliseconds)))
        guard !fate.fails else { return Response(status: .serviceUnavailable) }
        let size = domain.utf8.reduce(7) { ($0 &* 31 &+ Int($1)) % 5000 }
        let body = ProviderAnswer(
            company: domain.split(separator: ".").first.map(String.init) ?? domain,
            industry: ["water", "software", "logistics", "energy"][size % 4], employees: size, costUsd: 0.002)
        let buffer = ByteBuffer(bytes: try OpsJSON.encoder().encode(body))
        return Response(
            status: .ok, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: buffer))
    }
}

/// What the provider says of a company.
struct ProviderAnswer: Codable {
    var company: String
    var industry: String
    var employees: Int
    var costUsd: Double
}
