import HTTPTypes

/// What a head must be like in any version of HTTP before it may go into the chain.
enum RequestHeadRules {
    /// The fault of `head`; nil where it has none.
    static func fault(in head: HTTPRequest, _ limits: HTTPLimits) -> WireFault? {
        let target = head.path ?? ""
        guard target.utf8.count <= limits.targetBytes else {
            return .malformed("The request's target is longer than \(limits.targetBytes) bytes.")
        }
        if head.method == .connect { return .noProxy }
        if target == "*" {
            return head.method == .options ? nil : .malformed("The target * goes with OPTIONS alone.")
        }
        guard target.hasPrefix("/"), isClean(target) else {
            return .malformed("The request's target holds characters or percent-encodings that a URL may not.")
        }
        if let expect = head.headerFields[.expect], expect.lowercased() != "100-continue" {
            return .malformed("The only expectation that this server meets is 100-continue.")
        }
        return nil
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
