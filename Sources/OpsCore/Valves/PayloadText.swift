/// Which texts may travel in a payload.
public enum PayloadText {
    /// True for a person's words of at most 400 characters, without control characters or such that hide or turn text.
    public static func isProse(_ text: String) -> Bool {
        let scalars = text.unicodeScalars
        return scalars.count <= ValvePayloadLimits.maximumText && scalars.allSatisfy(isHarmless)
    }

    /// The text without characters that hide or turn text: those that ``isProse(_:)`` does not take.
    public static func harmless(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter(isHarmless)))
    }

    /// True for 1 to `limit` printable ASCII characters without spaces.
    static func isToken(_ text: String, limit: Int) -> Bool {
        let bytes = text.utf8
        return !bytes.isEmpty && bytes.count <= limit && bytes.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}
