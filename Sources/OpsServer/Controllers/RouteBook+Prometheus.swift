import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import OpsCore

/// Prometheus' routes: its clients send what some version of it knows, so parameters that are not described are passed
/// over, and what is wrong is said in Prometheus' form. Who may ask and how often is the chain's to say, as everywhere.
extension RouteBook {
    typealias Answerer = @Sendable (_ form: PrometheusForm, _ name: String) async throws -> PrometheusAnswer

    /// A route that only reads, by GET and, where it takes a form, by POST.
    func ask(_ endpoint: PrometheusEndpoint, _ answer: @escaping Answerer) {
        let path = RouterPath(endpoint.rawValue)
        let (limit, reader) = (services.configuration.requestTimeout, services.bodyReader)
        let late = PrometheusFault(.timeout, "the server did not answer within \(limit)")
        let respond: @Sendable (Request, OpsRequestContext) async throws -> Response = { request, context in
            let body = request.method == .post ? try await reader.read(request, context.record) : ByteBuffer()
            do {
                return try await TimeLimit.answer(within: limit, late: late, cancelling: true) {
                    let form = try PrometheusForm(
                        query: request.uri.query, body: Self.isForm(request) ? Array(body.readableBytesView) : [])
                    let name = context.parameters.get("name")?.removingPercentEncoding ?? ""
                    return try await answer(form, name).response
                }
            } catch let fault as PrometheusFault {
                return fault.response
            }
        }
        demand(.get, endpoint.rawValue)
        router.get(path) { try await respond($0, $1) }
        guard endpoint.takesForm else { return }
        demand(.post, endpoint.rawValue)
        router.post(path) { try await respond($0, $1) }
    }

    /// A body of another type is passed over, as in Prometheus.
    private static func isForm(_ request: Request) -> Bool {
        let type = request.headers[.contentType]?.lowercased().prefix { $0 != ";" } ?? ""
        return type.filter { $0 != " " } == "application/x-www-form-urlencoded"
    }
}
