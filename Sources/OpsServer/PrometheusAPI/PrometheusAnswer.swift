import HTTPTypes
import Hummingbird
import NIOCore

/// An answer of Prometheus' read API before its envelope.
struct PrometheusAnswer: Equatable, Sendable {
    /// Annotations of one kind in one answer; further ones are counted in the last.
    static let annotationLimit = 10

    /// The member `data`, as JSON.
    var data: [UInt8]
    /// What may make the answer wrong.
    var warnings: [String] = []
    /// What the asker should know of the expression.
    var infos: [String] = []

    init(_ data: [UInt8], warnings: [String] = [], infos: [String] = []) {
        self.data = data
        self.warnings = warnings
        self.infos = infos
    }

    /// `{"status":"success","data":…}` with what is to be said beside it.
    var body: [UInt8] {
        var writer = JSONWriter()
        writer.raw(#"{"status":"success","data":"#)
        writer.raw(data)
        for (name, texts) in [("warnings", warnings), ("infos", infos)] where !texts.isEmpty {
            writer.name(name)
            writer.list(Self.bounded(texts)) { $0.text($1) }
        }
        writer.raw("}")
        return writer.bytes
    }

    var response: Response { Self.response(.ok, body) }

    /// As Prometheus does: so many, and how many more there are.
    private static func bounded(_ texts: [String]) -> [String] {
        guard texts.count > annotationLimit else { return texts }
        return texts.prefix(annotationLimit) + ["\(texts.count - annotationLimit) more annotations omitted"]
    }

    static func response(_ status: HTTPResponse.Status, _ body: [UInt8]) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }
}

extension PrometheusFault {
    /// `{"status":"error",…}` with the kind's status.
    var response: Response {
        var writer = JSONWriter()
        writer.raw(#"{"status":"error""#)
        writer.name("errorType")
        writer.text(kind.rawValue)
        writer.name("error")
        writer.text(message)
        writer.raw("}")
        var response = PrometheusAnswer.response(.init(code: status), writer.bytes)
        if status == 503 { response.headers[.retryAfter] = "1" }
        return response
    }
}
