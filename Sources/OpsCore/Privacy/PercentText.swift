/// Percent-encoded text (RFC 3986, 2.1), as redaction must see it: decoded, however often it was encoded.
public enum PercentText {
    /// Rounds of decoding; what is encoded more often still shows no secret in plain.
    private static let rounds = 3

    /// `text` with its percent-encodings decoded, and theirs; malformed ones and invalid UTF-8 stay readable as marks.
    public static func decoded(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
        return String(decoding: decoded(Array(text.utf8)), as: UTF8.self)
    }

    static func decoded(_ bytes: [UInt8]) -> [UInt8] {
        var text = bytes
        for _ in 0..<rounds {
            let next = once(text)
            if next.count == text.count { break }
            text = next
        }
        return text
    }

    private static func once(_ bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var position = 0
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "%"), position + 2 < bytes.count, let high = value(bytes[position + 1]),
                let low = value(bytes[position + 2])
            {
                output.append(high << 4 | low)
                position += 3
            } else {
                output.append(bytes[position])
                position += 1
            }
        }
        return output
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        if Ascii.isDigit(digit) { return digit - 48 }
        let lower = digit | 32
        return lower >= 97 && lower <= 102 ? lower - 87 : nil
    }
}
