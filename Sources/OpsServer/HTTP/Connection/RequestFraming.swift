import NIOHTTP1
import OpsCore

/// What an HTTP/1 head must say about where its request ends, so that no proxy before us can read it differently
/// (RFC 9112, 6; "request smuggling"). Stricter than the RFC: what is merely odd is refused as well.
enum RequestFraming {
    /// The fault of `head`; nil where it has none. Over the Unix socket, `isLocal`, there is but one host to name.
    static func fault(in head: HTTPRequestHead, isLocal: Bool) -> WireFault? {
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
        return hostFault(in: head, isLocal) ?? targetFault(in: head)
    }

    /// A target is a path, `*`, or a URL of the host that the Host header names: of two hosts, one would be a lie.
    private static func targetFault(in head: HTTPRequestHead) -> WireFault? {
        let target = head.uri
        if target.hasPrefix("/") || target == "*" { return nil }
        if head.method == .CONNECT { return .noProxy }
        let lower = target.prefix(8).lowercased()
        if let scheme = ["http://", "https://"].first(where: lower.hasPrefix) {
            let authority = target.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
            if authority.lowercased() == head.headers["host"].first?.lowercased() { return nil }
        }
        return .malformed("The request's target must be a path, or a URL of the host that the Host header names.")
    }

    /// RFC 9112, 3.2: exactly one Host in HTTP/1.1.
    private static func hostFault(in head: HTTPRequestHead, _ isLocal: Bool) -> WireFault? {
        let hosts = head.headers["host"]
        if hosts.count > 1 { return WireFault(.hostNotAllowed, "The request has more than one Host header.") }
        if hosts.isEmpty, !isLocal { return WireFault(.hostNotAllowed, "The request has no Host header.") }
        return nil
    }

    private static func isLength(_ text: String) -> Bool {
        (1...15).contains(text.utf8.count)
            && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
