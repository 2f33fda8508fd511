import HTTPTypes
import Hummingbird
import NIOCore
import OpsCore

/// The page that a problem's `type` names (CONTRACT row B1), made from ``ProblemCode`` alone: HTML for browsers, JSON
/// where it is asked for, else plain text.
enum ErrorPageController {
    static func register(in book: RouteBook) {
        book.get("/errors/{code}") { request, context in
            guard let code = ProblemCode(rawValue: try PathParameter.text("code", context)) else {
                throw Refusal(.resourceNotFound, "There is no error of this name.")
            }
            var response = try page(ProblemPage(code), accept: request.headers[.accept] ?? "")
            response.headers[.cacheControl] = "public, max-age=3600"
            response.headers[.vary] = "Accept"
            return response
        }
    }

    private static func page(_ page: ProblemPage, accept: String) throws -> Response {
        if accept.contains("text/html") { return text(html(page), "text/html") }
        if accept.contains("json") { return try JSONResponse.make(page) }
        return text(plain(page), "text/plain")
    }

    private static func text(_ body: String, _ type: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: "\(type); charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: body)))
    }

    private static func plain(_ page: ProblemPage) -> String {
        let facts = page.facts.map { "\($0.name): \($0.text)\n" }.joined()
        return "\(page.code.rawValue)\n\n\(facts)Example: \(page.example.detail)\n"
    }

    /// All of it comes from the enum; `<`, `>` and `&` are escaped all the same.
    private static func html(_ page: ProblemPage) -> String {
        let facts = page.facts.map { "<dt>\($0.name)</dt><dd>\(escaped($0.text))</dd>" }.joined(separator: "\n")
        return """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>\(page.code.rawValue)</title></head>
            <body><h1>\(page.code.rawValue)</h1>
            <dl>
            \(facts)
            <dt>Example</dt><dd>\(escaped(page.example.detail))</dd>
            </dl></body></html>

            """
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { out, character in
            switch character {
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "&": out += "&amp;"
            default: out.append(character)
            }
        }
    }
}
