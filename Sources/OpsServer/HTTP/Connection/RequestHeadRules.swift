import HTTPTypes

/// What a head must be like in any version of HTTP before it may go into the chain.
enum RequestHeadRules {
    /// The fault of `head`; nil where it has none.
    static func fault(in head: HTTPRequest, _ limits: HTTPLimits) -> WireFault? {
        let target = head.path ?? ""
        guard target.utf8.count <= limits.targetBytes else {
            return .malformed("The request's target is longer than \(limits.targetBytes) bytes.")
        }
        if head.method == .connect { return nil }
        if target == "*" {
            return head.method == .options ? nil : .malformed("The target * goes with OPTIONS alone.")
        }
        guard let path = originForm(target, authority: head.authority) else {
            return .malformed("The request's target must be a path, or a URL of the host that the Host header names.")
        }
        guard isClean(path) else {
            return .malformed("The request's target holds characters or percent-encodings that a URL may not.")
        }
        if let expect = head.headerFields[.expect], expect.lowercased() != "100-continue" {
            return .malformed("The only expectation that this server meets is 100-continue.")
        }
        return nil
    }

    /// `head` with its target as a plain path, whichever form it came in.
    static func normalised(_ head: HTTPRequest) -> HTTPRequest {
        guard let target = head.path, !target.hasPrefix("/"), target != "*",
            let path = originForm(target, authority: head.authority)
        else { return head }
        var plain = head
        plain.path = path
        return plain
    }

    /// The path and query of a target in origin or absolute form; nil for any other, and for a URL of another host.
    private static func originForm(_ target: String, authority: String?) -> String? {
        if target.hasPrefix("/") { return target }
        let lower = target.prefix(8).lowercased()
        guard let scheme = ["http://", "https://"].first(where: lower.hasPrefix) else { return nil }
        let rest = target.dropFirst(scheme.count)
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        guard rest[..<end].lowercased() == authority?.lowercased() else { return nil }
        let path = rest[end...]
        return path.hasPrefix("/") ? String(path) : "/" + path
    }

    /// True where `path` holds visible ASCII alone, no fragment, and whole percent-encodings, none of a control character.
    private static func isClean(_ path: String) -> Bool {
        var digits: [UInt8] = []
        var wanted = 0
        for byte in path.utf8 {
            guard (0x21...0x7e).contains(byte), byte != UInt8(ascii: "#"), byte != UInt8(ascii: "\\") else {
                return false
            }
            if wanted > 0 {
                guard let digit = hexadecimal(byte) else { return false }
                digits.append(digit)
                wanted -= 1
                if wanted == 0, digits[0] << 4 | digits[1] < 0x20 || digits == [7, 15] { return false }
            } else if byte == UInt8(ascii: "%") {
                wanted = 2
                digits = []
            }
        }
        return wanted == 0
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
