import HTTPTypes
import Hummingbird
import NIOCore
import OpsCore

/// The exposition for scrapers (CONTRACT rows A14, A16).
enum MetricsController {
    static func register(in book: RouteBook) {
        let services = book.services
        book.get("/metrics") { _, _ in
            let text = await services.operations.metricsText()
            return Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: .init(byteBuffer: ByteBuffer(string: text)))
        }
    }
}
