import HTTPTypes
import Hummingbird
import NIOCore
import OpsCore
import OpsMetrics

/// The exposition for scrapers, and Prometheus' read API over the embedded series (CONTRACT rows A14, A16).
enum MetricsController {
    /// Points of one range query.
    static let pointLimit: Int64 = 11_000

    static func register(in book: RouteBook) {
        let services = book.services
        book.get("/metrics") { request, _ in
            // Several fields are one list (RFC 9110, 5.3).
            let accept = request.headers[values: .accept].joined(separator: ",")
            let choice = ExpositionFormat.negotiate(accept: accept)
            let text = await services.operations.metricsText(choice.format)
            return Response(
                status: .ok, headers: [.contentType: choice.contentType, .vary: "Accept"],
                body: .init(byteBuffer: ByteBuffer(string: text)))
        }
        book.get("/api/v1/query") { request, _ in
            let queries = try needed(services.queries)
            let expression = expression(in: request)
            let time = try QueryTime.milliseconds("time", in: request)
            return success(try await queries.instant(expression, at: time))
        }
        book.get("/api/v1/query_range") { request, _ in
            let queries = try needed(services.queries)
            let expression = expression(in: request)
            let range = try QueryTime.range(in: request, pointLimit: pointLimit)
            return success(
                try await queries.range(expression, start: range.start, end: range.end, step: range.step))
        }
    }

    private static func needed(_ queries: (any MetricQueries)?) throws -> any MetricQueries {
        guard let queries else { throw Refusal(.resourceNotFound, "This server keeps no series to query.") }
        return queries
    }

    private static func expression(in request: Request) -> String {
        request.uri.queryParameters["query"].map(String.init) ?? ""
    }

    private static func success(_ data: String) -> Response {
        let body = ByteBuffer(string: "{\"status\":\"success\",\"data\":\(data)}")
        return Response(status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: body))
    }
}
