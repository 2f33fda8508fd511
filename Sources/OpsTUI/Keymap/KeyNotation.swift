import OpsTerminal

/// How keys are written in `keymap.yaml`, in the help and in hints: `v`, `K`, `?`, `enter`, `shift-tab`, `ctrl-l`, `f5`.
enum KeyNotation {
    private static let names: [(String, Key)] = [
        ("enter", .enter), ("esc", .escape), ("tab", .tab), ("shift-tab", .backTab), ("backspace", .backspace),
        ("up", .up), ("down", .down), ("left", .left), ("right", .right), ("pageup", .pageUp),
        ("pagedown", .pageDown), ("home", .home), ("end", .end), ("delete", .delete), ("space", .character(" ")),
    ]

    /// The key that `text` names; nil where it names none.
    static func parse(_ text: String) -> Key? {
        if let named = names.first(where: { $0.0 == text.lowercased() }) { return named.1 }
        if text.count == 1, let character = text.first, !character.isNewline { return .character(character) }
        let lower = text.lowercased()
        if lower.hasPrefix("ctrl-"), lower.count == 6, let letter = lower.last, letter.isASCII, letter.isLetter {
            return .control(letter)
        }
        if lower.hasPrefix("f"), let number = Int(lower.dropFirst()), (1...12).contains(number) {
            return .function(number)
        }
        return nil
    }

    /// The name of `key`, as ``parse(_:)`` reads it.
    static func describe(_ key: Key) -> String {
        if let named = names.first(where: { $0.1 == key }) { return named.0 }
        switch key {
        case .character(let character): return String(character)
        case .control(let letter): return "ctrl-\(letter)"
        case .function(let number): return "f\(number)"
        default: return "key"
        }
    }
}
