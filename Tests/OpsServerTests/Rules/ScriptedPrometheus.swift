import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

@testable import OpsServer

/// A real HTTP server on loopback that speaks Prometheus' query API and answers as a test says.
final class ScriptedPrometheus: Sendable {
    struct Question: Sendable {
        var path: String
        var form: [String: String]
        var query: String { form["query"] ?? "" }
    }

    private struct State: Sendable {
        var questions: [Question] = []
        var underWay = 0
        var mostUnderWay = 0
    }

    private let server: LoopbackServer
    private let state = Guarded(State())

    private init(_ server: LoopbackServer) {
        self.server = server
    }

    /// - Parameter answer: The member `data` of a question's answer.
    static func start(answer: @escaping @Sendable (Question) async throws -> String) async throws -> ScriptedPrometheus
    {
        let box = Guarded<ScriptedPrometheus?>(nil)
        let router = Router()
        router.post("/api/v1/{any}") { request, _ in
            guard let server = box.value else { return Response(status: .badGateway) }
            return try await server.respond(request, answer)
        }
        let server = ScriptedPrometheus(try await LoopbackServer.start(router))
        box.with { $0 = server }
        return server
    }

    func stop() async { await server.stop() }

    var url: String { "http://127.0.0.1:\(server.port)" }
    var questions: [Question] { state.value.questions }
    /// Questions that were under way at one time, at most.
    var mostUnderWay: Int { state.value.mostUnderWay }

    private func respond(
        _ request: Request, _ answer: @Sendable (Question) async throws -> String
    ) async throws -> Response {
        let body = try await request.body.collect(upTo: 1 << 20)
        var components = URLComponents()
        components.percentEncodedQuery = String(buffer: body).replacing("+", with: "%20")
        let pairs = (components.queryItems ?? []).map { ($0.name, $0.value ?? "") }
        let question = Question(path: request.uri.path, form: Dictionary(pairs, uniquingKeysWith: { $1 }))
        state.with {
            $0.questions.append(question)
            $0.underWay += 1
            $0.mostUnderWay = max($0.mostUnderWay, $0.underWay)
        }
        defer { state.with { $0.underWay -= 1 } }
        let text = #"{"status":"success","data":"# + (try await answer(question)) + "}"
        return Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// A vector of one sample without labels.
    static func vector(_ value: Double) -> String {
        #"{"resultType":"vector","result":[{"metric":{},"value":[1,"\#(value)"]}]}"#
    }
}
