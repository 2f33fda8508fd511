import HTTPTypes
import Hummingbird
import NIOCore
import OpsCore
import OpsMetrics

/// The exposition for scrapers (CONTRACT rows A14, A16).
enum MetricsController {
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
    }
}
