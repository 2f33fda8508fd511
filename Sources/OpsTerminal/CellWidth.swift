/// How many cells a character takes on a terminal, decided the same way everywhere: independent of the locale, so that
/// a drawing is a pure value. The session compares it with the C library's opinion when it writes.
public enum CellWidth: Hashable, Sendable {
    /// One cell.
    case narrow
    /// Two cells: East Asian wide and full-width characters and emoji (Unicode Standard Annex 11).
    case wide
    /// No cell of its own: it joins the character before it.
    case mark
    /// Never to be sent to a terminal: controls, bidirectional and invisible characters, unassigned and private ones.
    case unsafe

    /// The width of a character.
    public static func of(_ scalar: UnicodeScalar) -> CellWidth {
        let value = scalar.value
        if value < 0x7F { return value >= 0x20 ? .narrow : .unsafe }
        if value < 0xA0 || value == 0xAD { return .unsafe }
        if value < 0x300 { return .narrow }
        // Box drawing, blocks, shapes and Braille are most of what a dashboard draws: no table for them.
        if value >= 0x2500 && value < 0x25FD || value >= 0x2800 && value < 0x2900 { return .narrow }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            return .unsafe
        case .nonspacingMark, .enclosingMark: return isInvisible(value) ? .unsafe : .mark
        default: break
        }
        if isInvisible(value) { return .unsafe }
        return isWide(value) ? .wide : .narrow
    }

    /// Letters and marks that leave no ink, or that change the width of what they follow.
    private static func isInvisible(_ value: UInt32) -> Bool {
        switch value {
        case 0x034F, 0x115F...0x11FF, 0x17B4...0x17B5, 0x180B...0x180F, 0x3164, 0xD7B0...0xD7FF,
            0xFE00...0xFE0F, 0xFFA0, 0xE0100...0xE01EF:
            return true
        default: return false
        }
    }

    private static func isWide(_ value: UInt32) -> Bool {
        guard value >= 0x1100 else { return false }
        var low = 0
        var high = wideRanges.count - 1
        while low <= high {
            let middle = (low + high) / 2
            let range = wideRanges[middle]
            if value < range.lowerBound {
                high = middle - 1
            } else if value > range.upperBound {
                low = middle + 1
            } else {
                return true
            }
        }
        return false
    }
}
