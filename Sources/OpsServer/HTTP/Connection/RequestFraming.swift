import NIOHTTP1
import OpsCore

/// What an HTTP/1 head must say about where its request ends, so that no proxy before us can read it differently
/// (RFC 9112, 6; "request smuggling"). Stricter than the RFC: what is merely odd is refused as well.
enum RequestFraming {
    /// The fault of `head`; nil where it has none.
    static func fault(in head: HTTPRequestHead) -> WireFault? {
        let lengths = head.headers["content-length"]
        let encodings = head.headers["transfer-encoding"]
        if !encodings.isEmpty {
            guard lengths.isEmpty else {
                return .malformed("Content-Length and Transfer-Encoding may not stand in one request.")
            }
            guard encodings.count == 1, encodings[0].lowercased() == "chunked" else {
                return .malformed("The only transfer encoding is `chunked`, once.")
            }
            guard head.version == .http1_1 else {
                return .malformed("HTTP/1.0 has no transfer encoding.")
            }
        }
        guard lengths.count <= 1, lengths.allSatisfy(isLength) else {
            return .malformed("Content-Length must be one whole number.")
        }
        return hostFault(in: head)
    }

    /// RFC 9112, 3.2: exactly one Host in HTTP/1.1.
    private static func hostFault(in head: HTTPRequestHead) -> WireFault? {
        let hosts = head.headers["host"]
        if hosts.count > 1 { return WireFault(.hostNotAllowed, "The request has more than one Host header.") }
        if hosts.isEmpty { return WireFault(.hostNotAllowed, "The request has no Host header.") }
        return nil
    }

    private static func isLength(_ text: String) -> Bool {
        (1...15).contains(text.utf8.count)
            && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
