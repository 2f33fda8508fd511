import HTTPTypes
import NIOCore
import NIOHTTP1

/// Heads of answers as HTTP/1.1 writes them (RFC 9112, 4 to 7).
///
/// No field can break out of its line: `HTTPField` holds no value with a line break, and no name that is not a token.
enum AnswerHead {
    /// How the end of the body is known.
    enum Framing { case none, length, chunked }

    /// Appends status line, fields and `lines`, which are fields already. The answer's own transfer encoding counts for nothing, and an answer that can have
    /// no body has no length either. A client of HTTP/1.0 knows no chunks: the connection's end is the body's.
    static func write(_ response: HTTPResponse, _ lines: ByteBuffer?, mayChunk: Bool, into buffer: inout ByteBuffer)
        -> Framing
    {
        buffer.writeStaticString("HTTP/1.1 ")
        buffer.writeString(String(response.status.code))
        buffer.writeStaticString(" ")
        buffer.writeString(phrase(of: response.status))
        buffer.writeStaticString("\r\n")
        let mayHaveBody = mayHaveBody(response.status.code)
        var framing = mayHaveBody && mayChunk ? Framing.chunked : .none
        for field in response.headerFields {
            switch field.name {
            case .transferEncoding: continue
            case .contentLength:
                guard mayHaveBody else { continue }
                framing = .length
            default: break
            }
            write(field, into: &buffer)
        }
        if let lines { buffer.writeImmutableBuffer(lines) }
        if framing == .chunked { buffer.writeStaticString("transfer-encoding: chunked\r\n") }
        buffer.writeStaticString("\r\n")
        return framing
    }

    /// What ends a chunked body.
    static func lastChunk(_ trailers: HTTPFields?) -> ByteBuffer {
        var buffer = ByteBuffer(string: "0\r\n")
        for field in trailers ?? [:] { write(field, into: &buffer) }
        buffer.writeStaticString("\r\n")
        return buffer
    }

    private static func write(_ field: HTTPField, into buffer: inout ByteBuffer) {
        buffer.writeString(field.name.rawName)
        buffer.writeStaticString(": ")
        buffer.writeString(field.value)
        buffer.writeStaticString("\r\n")
    }

    /// The answer's own, else the customary one.
    private static func phrase(of status: HTTPResponse.Status) -> String {
        status.reasonPhrase.isEmpty ? HTTPResponseStatus(statusCode: status.code).reasonPhrase : status.reasonPhrase
    }

    /// RFC 9110, 6.4.1.
    private static func mayHaveBody(_ status: Int) -> Bool { status >= 200 && status != 204 && status != 304 }
}
