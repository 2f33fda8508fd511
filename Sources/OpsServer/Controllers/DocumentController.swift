import HTTPTypes
import Hummingbird
import NIOCore
import OpsCore

/// `GET /openapi.json`: this API, described from its own types (CONTRACT row B16). Open to anyone, as the source is: it
/// holds nothing of the site.
enum DocumentController {
    static func register(in book: RouteBook) {
        book.get("/openapi.json") { _, _ in answer(OpenAPIDocument.product) }
        book.get("/api/v1/openapi.json") { _, _ in answer(OpenAPIDocument.prometheus) }
    }

    private static func answer(_ document: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json", .cacheControl: "public, max-age=300"],
            body: .init(byteBuffer: ByteBuffer(string: document)))
    }
}
