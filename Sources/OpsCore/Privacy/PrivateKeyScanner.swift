/// Finds PEM private keys: from `-----BEGIN … PRIVATE KEY` to the end of its `-----END` line, or of the text where the
/// end is missing. Other PEM blocks (certificates, public keys) stay.
enum PrivateKeyScanner {
    /// A PEM label is short; looking further would make the scan quadratic.
    private static let longestLabel = 64

    static func redact(_ bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        var position = 0
        while position < bytes.count {
            if Ascii.has("-----begin", at: position, in: bytes), isPrivate(bytes, from: position + 10) {
                output += Array("[private key]".utf8)
                position = end(of: bytes, from: position + 10)
            } else {
                output.append(bytes[position])
                position += 1
            }
        }
        return output
    }

    private static func isPrivate(_ bytes: [UInt8], from start: Int) -> Bool {
        let last = min(bytes.count, start + longestLabel)
        return (start..<max(start, last)).contains { Ascii.has("private key", at: $0, in: bytes) }
    }

    private static func end(of bytes: [UInt8], from start: Int) -> Int {
        var position = start
        while position < bytes.count, !Ascii.has("-----end", at: position, in: bytes) { position += 1 }
        guard position < bytes.count else { return bytes.count }
        position += 8
        let last = min(bytes.count, position + longestLabel)
        while position < last, !Ascii.has("-----", at: position, in: bytes) { position += 1 }
        return min(bytes.count, position + 5)
    }
}
