/// Classes of ASCII bytes that the scanners of this directory share.
enum Ascii {
    static func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }

    static func isLetter(_ byte: UInt8) -> Bool { (byte | 32) >= 97 && (byte | 32) <= 122 }

    static func isAlphanumeric(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) }

    /// A byte of a field's or variable's name.
    static func isNameByte(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }

    /// RFC 6750's `b68token`, and the underscore of base64url.
    static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "+"),
            UInt8(ascii: "/"), UInt8(ascii: "="):
            true
        default: isAlphanumeric(byte)
        }
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (byte >= 9 && byte <= 13) }

    static func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }

    static func lowercased(_ byte: UInt8) -> UInt8 { byte >= 65 && byte <= 90 ? byte | 32 : byte }

    /// True where `bytes` hold `lower` (lower-case ASCII) at `start`, whatever their case.
    static func has(_ lower: StaticString, at start: Int, in bytes: [UInt8]) -> Bool {
        let count = lower.utf8CodeUnitCount
        guard start >= 0, start + count <= bytes.count else { return false }
        return lower.withUTF8Buffer { wanted in
            (0..<count).allSatisfy { lowercased(bytes[start + $0]) == wanted[$0] }
        }
    }
}
