/// Finds `scheme://user:password@host` and hides all between `//` and the last `@` of the authority.
enum UserInfoScanner {
    static func redact(_ bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var position = 0
        while position < bytes.count {
            guard Ascii.has("://", at: position, in: bytes) else {
                output.append(bytes[position])
                position += 1
                continue
            }
            output += [UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "/")]
            let (end, at) = authority(of: bytes, from: position + 3)
            if let at {
                output += Array("[hidden]".utf8) + bytes[at..<end]
            } else {
                output += bytes[(position + 3)..<end]
            }
            position = end
        }
        return output
    }

    /// Where the authority ends, and its last `@`.
    private static func authority(of bytes: [UInt8], from start: Int) -> (end: Int, at: Int?) {
        var position = start
        var at: Int?
        while position < bytes.count, !endsAuthority(bytes[position]) {
            if bytes[position] == UInt8(ascii: "@") { at = position }
            position += 1
        }
        return (position, at)
    }

    private static func endsAuthority(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "<"), UInt8(ascii: ">"): true
        default: Ascii.isSpace(byte) || Ascii.isQuote(byte)
        }
    }
}
