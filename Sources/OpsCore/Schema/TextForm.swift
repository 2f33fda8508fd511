/// What a text may be made of; each form has one pattern for the document and one check for the server.
public enum TextForm: String, CaseIterable, Sendable {
    /// Text for people: no control characters but tab and line feed.
    case prose
    /// One line for people: no control characters at all.
    case line
    /// The name of a site, valve or command: letters, digits, `_`, `.` and `-`.
    case identifier
    /// Visible ASCII.
    case visible
    /// A domain name of two labels or more (RFC 1035).
    case domain
    /// Something before one `@`, a domain name after it.
    case email
    /// A holder's name: ASCII letters, digits, `_` and `-`.
    case name

    /// The pattern (ECMA 262, anchored) that the document names.
    public var pattern: String {
        switch self {
        case .prose: #"^[^\u0000-\u0008\u000b-\u001f\u007f-\u009f]*$"#
        case .line: #"^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$"#
        case .identifier: "^[A-Za-z0-9_.-]{1,64}$"
        case .visible: "^[!-~]+$"
        case .domain: "^\(Self.labels)$"
        case .email: #"^[!-?A-~]+@\#(Self.labels)$"#
        case .name: "^[A-Za-z0-9_-]+$"
        }
    }

    private static let label = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
    private static let labels = #"\#(label)(\.\#(label))+"#

    /// True where the text has the form; says the same as ``pattern``.
    public func matches(_ text: String) -> Bool {
        switch self {
        case .prose: text.unicodeScalars.allSatisfy { !Self.isControl($0) || $0 == "\t" || $0 == "\n" }
        case .line: text.unicodeScalars.allSatisfy { !Self.isControl($0) && $0 != "\u{2028}" && $0 != "\u{2029}" }
        case .identifier: ValveTopic.isIdentifier(text)
        case .visible: !text.isEmpty && text.utf8.allSatisfy { (0x21...0x7e).contains($0) }
        case .domain: Self.isDomain(text)
        case .email: Self.isEmail(text)
        case .name: !text.isEmpty && text.utf8.allSatisfy { Self.isLetterDigitHyphen($0) || $0 == UInt8(ascii: "_") }
        }
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
    }

    private static func isEmail(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && TextForm.visible.matches(String(parts[0])) && isDomain(String(parts[1]))
    }

    private static func isDomain(_ text: String) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return labels.count >= 2
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.utf8.allSatisfy(isLetterDigitHyphen)
            }
    }

    private static func isLetterDigitHyphen(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) || byte == 0x2d
    }

    /// What it is, for a refusal.
    public var words: String {
        switch self {
        case .prose: "text without control characters"
        case .line: "one line of text without control characters"
        case .identifier: "made of A-Z a-z 0-9 _ . -"
        case .visible: "visible ASCII characters"
        case .domain: "a domain name such as example.com"
        case .email: "an e-mail address"
        case .name: "made of A-Z a-z 0-9 _ -"
        }
    }
}
