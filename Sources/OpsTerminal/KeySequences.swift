/// The sequences that terminals in use send for keys: xterm and all that follow it, rxvt, the Linux console, screen,
/// tmux, VT220. Keys with modifiers are not among them: they mean nothing here, and are swallowed.
enum KeySequences {
    /// A single control byte.
    static func single(_ byte: UInt8) -> Key? {
        switch byte {
        case 0x08, 0x7F: return .backspace
        case 0x09: return .tab
        case 0x0A, 0x0D: return .enter
        case 0x00: return .control("@")
        case 0x01..<0x1B: return .control(Character(UnicodeScalar(byte + 0x60)))
        case 0x1C..<0x20: return .control(Character(UnicodeScalar(byte + 0x40)))
        default: return nil
        }
    }

    /// ESC [ parameters final.
    static func control(_ parameters: [UInt8], _ final: UInt8) -> Key? {
        // "1;1" is what some terminals put where there is no modifier.
        if final != 0x7E {
            guard parameters.isEmpty || parameters == [0x31] || parameters == Array("1;1".utf8) else { return nil }
            return final == 0x5A ? .backTab : cursor(final)
        }
        guard parameters.count <= 2, let number = Int(String(decoding: parameters, as: UTF8.self)) else { return nil }
        return numbered(number)
    }

    /// ESC O final.
    static func singleShift(_ final: UInt8) -> Key? { final == 0x4D ? .enter : cursor(final) }

    /// ESC [ [ final.
    static func linuxFunction(_ final: UInt8) -> Key? {
        (0x41...0x45).contains(final) ? .function(Int(final) - 0x40) : nil
    }

    private static func cursor(_ final: UInt8) -> Key? {
        switch final {
        case 0x41: .up
        case 0x42: .down
        case 0x43: .right
        case 0x44: .left
        case 0x46: .end
        case 0x48: .home
        case 0x50...0x53: .function(Int(final) - 0x4F)
        default: nil
        }
    }

    private static func numbered(_ number: Int) -> Key? {
        switch number {
        case 1, 7: .home
        case 3: .delete
        case 4, 8: .end
        case 5: .pageUp
        case 6: .pageDown
        case 11...15: .function(number - 10)
        case 17...21: .function(number - 11)
        case 23...26: .function(number - 12)
        case 28, 29: .function(number - 13)
        case 31...34: .function(number - 14)
        default: nil
        }
    }
}
