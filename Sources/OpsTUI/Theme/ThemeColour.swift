import OpsTerminal

/// A colour as themes write it.
enum ThemeColour {
    /// `#rrggbb`, a palette number from 0 to 255, or `default`; nil for anything else.
    static func parse(_ text: String) -> TerminalColour? {
        if text == "default" { return .standard }
        let bytes = Array(text.utf8)
        if bytes.first == 0x23 {
            guard bytes.count == 7, bytes.dropFirst().allSatisfy(isHexadecimal),
                let value = UInt32(text.dropFirst(), radix: 16)
            else { return nil }
            return .rgb(UInt8(value >> 16), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF))
        }
        guard let index = Int(text), (0...255).contains(index) else { return nil }
        return .index(index)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }
}
