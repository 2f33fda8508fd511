import HTTPTypes
import Hummingbird
import NIOCore
import OpsCore

/// The page that a problem's `type` names (CONTRACT row B1), made from ``ProblemCode`` alone.
enum ErrorPageController {
    static func register(in book: RouteBook) {
        book.get("/errors/{code}") { request, context in
            guard let code = ProblemCode(rawValue: try PathParameter.text("code", context)) else {
                throw Refusal(.resourceNotFound, "There is no error of this name.")
            }
            let wantsHTML = request.headers[.accept]?.contains("text/html") == true
            return Response(
                status: .ok,
                headers: [
                    .contentType: wantsHTML ? "text/html; charset=utf-8" : "text/plain; charset=utf-8",
                    .cacheControl: "public, max-age=3600", .vary: "Accept",
                ],
                body: .init(byteBuffer: ByteBuffer(string: wantsHTML ? html(code) : plain(code))))
        }
    }

    private static func retry(_ code: ProblemCode) -> String {
        code.retryAfterSeconds.map { "Worth a retry after about \($0) s; Retry-After says when." }
            ?? "The same request will be refused again: change it first."
    }

    private static func plain(_ code: ProblemCode) -> String {
        "\(code.rawValue)\n\nStatus: \(code.status)\nMeaning: \(code.title).\nRetry: \(retry(code))\n"
    }

    /// All of it comes from the enum, so nothing needs escaping.
    private static func html(_ code: ProblemCode) -> String {
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>\(code.rawValue)</title></head>
        <body><h1>\(code.rawValue)</h1>
        <dl><dt>Status</dt><dd>\(code.status)</dd>
        <dt>Meaning</dt><dd>\(code.title).</dd>
        <dt>Retry</dt><dd>\(retry(code))</dd></dl></body></html>

        """
    }
}
