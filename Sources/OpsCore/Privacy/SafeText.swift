/// Makes text from outside harmless before it is drawn or logged: what could steer a terminal, reorder or hide text
/// becomes a visible mark.
public enum SafeText {
    /// At most this many combining marks stay on one base; more would climb over neighbouring lines.
    private static let maximumCombining = 2

    /// `text` with control characters as their Unicode pictures (`␛`), and bidirectional controls, invisible
    /// characters, line separators, noncharacters and private use as `�`; surplus combining marks and variation
    /// selectors are dropped, and spaces of any width become the plain one. At most `limit` Unicode scalars; a longer
    /// text ends in `…`. Printable ASCII within the limit is returned as it is, without copying.
    public static func clean(_ text: String, limit: Int) -> String {
        guard limit > 0 else { return "" }
        if isPlain(text, limit: limit) { return text }
        var clean = String.UnicodeScalarView()
        var count = 0
        var combining = 0
        for scalar in text.unicodeScalars {
            guard let shown = shown(scalar, combining: &combining) else { continue }
            if count == limit {
                clean.removeLast()
                clean.append("…")
                break
            }
            clean.append(shown)
            count += 1
        }
        return String(clean)
    }

    private static func isPlain(_ text: String, limit: Int) -> Bool {
        let utf8 = text.utf8
        return utf8.count <= limit && utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
    }

    /// What stands for a scalar; nil where it is dropped.
    private static func shown(_ scalar: Unicode.Scalar, combining: inout Int) -> Unicode.Scalar? {
        let value = scalar.value
        if value >= 0x20, value < 0x7F {
            combining = 0
            return scalar
        }
        if value < 0x20 { return marked(Unicode.Scalar(0x2400 + value), &combining) }
        if value == 0x7F { return marked("\u{2421}", &combining) }
        if isVariationSelector(value) { return nil }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .spacingMark:
            combining += 1
            return combining <= maximumCombining ? scalar : nil
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
            return marked(nil, &combining)
        default:
            return isInvisible(value) ? marked(nil, &combining) : marked(isSpace(value) ? " " : scalar, &combining)
        }
    }

    private static func marked(_ scalar: Unicode.Scalar?, _ combining: inout Int) -> Unicode.Scalar {
        combining = 0
        return scalar ?? "\u{FFFD}"
    }

    private static func isVariationSelector(_ value: UInt32) -> Bool {
        (0xFE00...0xFE0F).contains(value) || (0xE0100...0xE01EF).contains(value) || (0x180B...0x180D).contains(value)
    }

    /// Letters and symbols that are drawn as nothing: Hangul fillers and the blank Braille pattern.
    private static func isInvisible(_ value: UInt32) -> Bool {
        [0x115F, 0x1160, 0x3164, 0xFFA0, 0x2800].contains(value)
    }

    /// Spaces of other widths and kinds, which look like the plain one but are not.
    private static func isSpace(_ value: UInt32) -> Bool {
        switch value {
        case 0x00A0, 0x1680, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }
}
