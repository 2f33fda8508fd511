/// Finds e-mail addresses, also with the `@` percent-encoded: a local part of at most 64 bytes, `@`, and a domain of at
/// least two labels whose last has letters.
enum EmailScanner {
    private static let longestLocalPart = 64
    private static let longestDomain = 255

    static func redact(_ bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var position = 0
        while position < bytes.count {
            let width = atWidth(bytes, position)
            let end = width == 0 ? position : domainEnd(bytes, from: position + width)
            let local = width == 0 || end == position ? 0 : localLength(output)
            if local > 0 {
                output.removeLast(local)
                output += Array("[email]".utf8)
                position = end
            } else {
                output.append(bytes[position])
                position += 1
            }
        }
        return output
    }

    private static func atWidth(_ bytes: [UInt8], _ position: Int) -> Int {
        if bytes[position] == UInt8(ascii: "@") { return 1 }
        return Ascii.has("%40", at: position, in: bytes) ? 3 : 0
    }

    private static func localLength(_ output: [UInt8]) -> Int {
        output.suffix(longestLocalPart).reversed().prefix(while: isLocalByte).count
    }

    /// RFC 5322's atom text without what separates values in logs (`=`, `&`, `?`, `/`, quotes); all of UTF-8's other
    /// bytes, as RFC 6531 allows.
    private static func isLocalByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "%"),
            UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "*"), UInt8(ascii: "~"):
            true
        default: Ascii.isAlphanumeric(byte) || byte >= 0x80
        }
    }

    /// Where a domain ends that begins at `start`; `start` less than a character on where there is none.
    private static func domainEnd(_ bytes: [UInt8], from start: Int) -> Int {
        let limit = min(bytes.count, start + longestDomain)
        var end = start
        while end < limit, isDomainByte(bytes[end]) { end += 1 }
        while end > start, bytes[end - 1] == UInt8(ascii: ".") || bytes[end - 1] == UInt8(ascii: "-") { end -= 1 }
        let domain = bytes[start..<end]
        guard let dot = domain.lastIndex(of: UInt8(ascii: ".")), dot > start, end - dot > 2,
            !domain[(dot + 1)...].allSatisfy(Ascii.isDigit)
        else { return notFound(start, in: bytes) }
        return end
    }

    private static func notFound(_ start: Int, in bytes: [UInt8]) -> Int {
        bytes[start - 1] == UInt8(ascii: "@") ? start - 1 : start - 3
    }

    private static func isDomainByte(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || Ascii.isAlphanumeric(byte) || byte >= 0x80
    }
}
