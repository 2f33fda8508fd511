import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

@testable import OpsServer

/// A real HTTP server on loopback that is scraped, and answers as a test says.
final class ScriptedTarget: Sendable {
    enum Behaviour: Sendable {
        case text(String, type: String)
        case bytes([UInt8], headers: [String: String])
        case status(Int)
        case hang
        /// Samples without an end.
        case flood
        case redirect(String)
    }

    static let plain = "text/plain; version=0.0.4"

    private let server: LoopbackServer
    private let behaviour = Guarded(Behaviour.text("x 1\n", type: plain))
    private let asked = Guarded<[[String: String]]>([])

    private init(_ server: LoopbackServer) {
        self.server = server
    }

    var port: Int { server.port }

    static func start() async throws -> ScriptedTarget {
        let box = Guarded<ScriptedTarget?>(nil)
        let router = Router()
        router.get("/{any}") { request, _ in
            guard let target = box.value else { return Response(status: .badGateway) }
            return try await target.answer(request)
        }
        let target = ScriptedTarget(try await LoopbackServer.start(router))
        box.with { $0 = target }
        return target
    }

    /// Ends the server: its port refuses connections then.
    func stop() async { await server.stop() }

    func behave(_ next: Behaviour) { behaviour.with { $0 = next } }

    /// The headers of each request, in order, names in small letters.
    var requests: [[String: String]] { asked.value }

    private func answer(_ request: Request) async throws -> Response {
        let headers = Dictionary(
            request.headers.map { ($0.name.canonicalName, $0.value) }, uniquingKeysWith: { first, _ in first })
        asked.with { $0.append(headers.merging([":path": request.uri.path]) { first, _ in first }) }
        switch behaviour.value {
        case .text(let text, let type):
            return Response(
                status: .ok, headers: [.contentType: type],
                body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
        case .bytes(let bytes, let headers):
            var fields = HTTPFields()
            for (name, value) in headers { if let name = HTTPField.Name(name) { fields[name] = value } }
            return Response(status: .ok, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        case .status(let code): return Response(status: .init(code: code))
        case .hang:
            try await Task.sleep(for: .seconds(600))
            return Response(status: .ok)
        case .flood:
            return Response(
                status: .ok, headers: [.contentType: Self.plain],
                body: ResponseBody { writer in
                    let chunk = ByteBuffer(string: String(repeating: "# much too much\n", count: 1_000))
                    while !Task.isCancelled { try await writer.write(chunk) }
                    try await writer.finish(nil)
                })
        case .redirect(let path):
            if request.uri.path == path {
                return Response(
                    status: .ok, headers: [.contentType: Self.plain],
                    body: ResponseBody(byteBuffer: ByteBuffer(string: "moved 1\n")))
            }
            return Response(status: .found, headers: [.location: path])
        }
    }
}
