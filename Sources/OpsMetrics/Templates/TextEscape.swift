/// Texts made safe for HTML, JavaScript and URLs, as the functions of Go's templates make them.
enum TextEscape {
    static func html(_ text: String) -> String {
        let escapes: [Unicode.Scalar: String] = [
            "\"": "&#34;", "'": "&#39;", "&": "&amp;", "<": "&lt;", ">": "&gt;", "\u{0}": "\u{FFFD}",
        ]
        return replaced(text) { escapes[$0] }
    }

    static func javaScript(_ text: String) -> String {
        let escapes: [Unicode.Scalar: String] = [
            "\\": "\\\\", "'": "\\'", "\"": "\\\"", "<": "\\u003C", ">": "\\u003E", "&": "\\u0026", "=": "\\u003D",
        ]
        return replaced(text) { scalar in
            if let escape = escapes[scalar] { return escape }
            if scalar.value < 0x20 { return "\\u" + hex(scalar.value, 4) }
            if scalar.isASCII || GoQuote.isPrintable(scalar) { return nil }
            return "\\u" + hex(scalar.value, 4)
        }
    }

    /// For the value of a parameter in a URL.
    static func query(_ text: String) -> String {
        var escaped = ""
        for byte in text.utf8 {
            let isPlain = MetricName.isNameByte(byte, false) || "-.~".utf8.contains(byte)
            if isPlain {
                escaped.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                escaped += byte == 0x20 ? "+" : "%" + hex(UInt32(byte), 2)
            }
        }
        return escaped
    }

    private static func replaced(_ text: String, _ escape: (Unicode.Scalar) -> String?) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if let escaped = escape(scalar) { result += escaped } else { result.unicodeScalars.append(scalar) }
        }
        return result
    }

    private static func hex(_ value: UInt32, _ digits: Int) -> String {
        let text = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(digits - text.utf8.count, 0)) + text
    }
}
