/// Finds credentials by their form: what follows `Bearer` or `Basic`, JSON web tokens, and tokens that their vendors
/// mark with a prefix.
enum TokenScanner {
    /// Runs shorter than this are no credentials.
    static let shortestToken = 8
    private static let mask = Array("[hidden]".utf8)

    static func redact(_ bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var position = 0
        var afterScheme = false
        while position < bytes.count {
            guard Ascii.isTokenByte(bytes[position]) else {
                if !Ascii.isSpace(bytes[position]) { afterScheme = false }
                output.append(bytes[position])
                position += 1
                continue
            }
            let start = position
            while position < bytes.count, Ascii.isTokenByte(bytes[position]) { position += 1 }
            if afterScheme, position - start >= shortestToken {
                output += mask
            } else {
                copyParts(of: bytes, start, position, to: &output)
            }
            afterScheme = isScheme(bytes, start, position)
        }
        return output
    }

    /// `/` and `=` belong to base64, but the parts of a path or a form are tokens of their own.
    private static func copyParts(of bytes: [UInt8], _ start: Int, _ end: Int, to output: inout [UInt8]) {
        var position = start
        while position < end {
            let part = position
            while position < end, !isDivider(bytes[position]) { position += 1 }
            output += isMarked(bytes, part, position) ? mask[...] : bytes[part..<position]
            guard position < end else { return }
            output.append(bytes[position])
            position += 1
        }
    }

    private static func isDivider(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "/") || byte == UInt8(ascii: "=") }

    private static func isScheme(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Bool {
        (end - start == 6 && Ascii.has("bearer", at: start, in: bytes))
            || (end - start == 5 && Ascii.has("basic", at: start, in: bytes) && bytes[start] == UInt8(ascii: "B"))
    }

    private static func isMarked(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Bool {
        guard end - start >= 16 else { return false }
        if Ascii.has("eyj", at: start, in: bytes) {
            return bytes[start..<end].filter { $0 == UInt8(ascii: ".") }.count == 2
        }
        return [
            "sk-", "sk_", "rk_", "ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "xoxb-", "xoxp-", "akia", "asia",
            "aiza", "ops_", "opskey_",
        ]
        .contains { (prefix: StaticString) in Ascii.has(prefix, at: start, in: bytes) }
            && bytes[start..<end].contains(where: Ascii.isDigit)
    }
}
