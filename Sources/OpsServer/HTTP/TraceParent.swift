/// The `traceparent` header (W3C Trace Context, level 1).
enum TraceParent {
    /// `inbound` where it is well formed: `version-traceid-parentid-flags` in lower-case hex, neither id all zero.
    static func kept(_ inbound: String?) -> String? {
        guard let inbound, inbound.utf8.count <= 256 else { return nil }
        let parts = inbound.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0] != "ff", zip(parts, [2, 32, 16, 2]).allSatisfy({ isHex($0, length: $1) }),
            parts[0] != "00" || parts.count == 4, hasDigit(parts[1]), hasDigit(parts[2])
        else { return nil }
        return inbound
    }

    /// The trace id of a well-formed header.
    static func traceID(_ traceparent: String) -> String? {
        let parts = traceparent.split(separator: "-")
        return parts.count >= 4 ? String(parts[1]) : nil
    }

    private static func hasDigit(_ text: Substring) -> Bool { text.contains { $0 != "0" } }

    private static func isHex(_ text: Substring, length: Int) -> Bool {
        text.utf8.count == length
            && text.utf8.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
    }
}
