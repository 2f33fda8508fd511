import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import OpsCore

@testable import OpsServer

/// A real HTTP provider on loopback whose answers a test chooses.
final class TestProvider: Sendable {
    enum Behaviour: Sendable {
        case answer
        case status(Int)
        case hang
        /// A head at once, then the body a byte at a time, for ever.
        case drip
    }

    let port: Int
    private let behaviour = Guarded(Behaviour.answer)
    private let asked = Guarded<[[String: String]]>([])

    private init(_ port: Int, _ box: Box) {
        self.port = port
        box.provider.with { $0 = self }
    }

    /// Lets the router find the provider, which is made once the port is known.
    private final class Box: Sendable { let provider = Guarded<TestProvider?>(nil) }

    static func with(_ body: (TestProvider) async throws -> Void) async throws {
        let box = Box()
        let router = Router()
        router.get("/v1/companies/{domain}") { request, _ in
            guard let provider = box.provider.value else { return Response(status: .badGateway) }
            return try await provider.answer(request)
        }
        let server = try await LoopbackServer.start(router)
        let provider = TestProvider(server.port, box)
        let result: Result<Void, any Error>
        do { result = .success(try await body(provider)) } catch { result = .failure(error) }
        await server.stop()
        box.provider.with { $0 = nil }
        try result.get()
    }

    var settings: UpstreamSettings {
        var settings = UpstreamSettings(name: "enrich", url: "http://127.0.0.1:\(port)")
        // Generous: only tests of lateness cut it short, so that a busy machine makes no time-outs.
        settings.readTimeout = .seconds(8)
        settings.breakerMinimumCalls = 4
        settings.breakerWindowSeconds = 30
        settings.breakerOpenSeconds = 5
        return settings
    }

    func behave(_ next: Behaviour) { behaviour.with { $0 = next } }

    /// The headers of each request, in order.
    var requests: [[String: String]] { asked.value }

    private func answer(_ request: Request) async throws -> Response {
        let headers = Dictionary(
            request.headers.map { ($0.name.canonicalName, $0.value) }, uniquingKeysWith: { first, _ in first })
        asked.with { $0.append(headers) }
        switch behaviour.value {
        case .answer:
            let json = #"{"company":"Acme\u202e","industry":"water","employees":7,"cost_usd":0.5}"#
            return Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(string: json)))
        case .status(let code): return Response(status: .init(code: code))
        case .hang:
            try await Task.sleep(for: .seconds(60))
            return Response(status: .ok)
        case .drip:
            return Response(
                status: .ok,
                body: ResponseBody { writer in
                    for _ in 0..<600 {
                        try await writer.write(ByteBuffer(string: " "))
                        try await Task.sleep(for: .milliseconds(100))
                    }
                    try await writer.finish(nil)
                })
        }
    }
}
