import HTTPTypes
import Hummingbird
import NIOCore
import OpsCore

/// Prometheus' read API under `/api/v1/`, so that Grafana and promtool use this server as a Prometheus, and the two pages
/// by which promtool asks how it is.
enum PrometheusController {
    static func register(in book: RouteBook) {
        let services = book.services
        for endpoint in PrometheusEndpoint.allCases {
            book.ask(endpoint) { form, name in
                guard let queries = services.queries else {
                    throw PrometheusFault(.unavailable, "this server keeps no series")
                }
                let now = SystemClock().wall.milliseconds
                return try await queries.answer(try endpoint.question(form, name: name, now: now))
            }
        }
        book.get("/-/healthy", isShort: true) { _, _ in page(.ok, "This server is healthy.\n") }
        book.get("/-/ready") { _, _ in
            let isReady = await services.operations.health().status != .down
            return page(
                isReady ? .ok : .serviceUnavailable,
                isReady ? "This server is ready.\n" : "This server's database is down.\n")
        }
    }

    private static func page(_ status: HTTPResponse.Status, _ text: String) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
