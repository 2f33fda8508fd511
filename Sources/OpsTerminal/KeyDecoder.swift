/// Turns the bytes of a terminal into keys and pastes: a value that takes bytes and the passing of time.
///
/// Sequences are read by their grammar (ECMA-48: CSI, SS3, control strings), so that one we do not know is swallowed as
/// a whole and never arrives as the letters it is made of: on a dashboard where letters act, those would be dangerous.
struct KeyDecoder: Sendable {
    /// How long a lone Escape waits for the rest of a sequence. Longer ones make the Escape key feel dead.
    static let escapeMilliseconds = 40
    /// How long a sequence that has begun waits for its rest before it is forgotten.
    static let sequenceMilliseconds = 300
    /// How long a paste waits for its rest. Long: what comes after it acts as keys again.
    static let pasteMilliseconds = 5000

    private enum State: Sendable, Equatable {
        case ground
        case escape
        /// After ESC [ : the bytes so far.
        case control([UInt8])
        /// After ESC O.
        case singleShift
        /// After ESC [ [ , the Linux console's function keys.
        case linuxFunction
        /// Bytes of an old mouse report still to swallow.
        case mouse(Int)
        /// In an operating system command or another string, which only its end closes.
        case string(afterEscape: Bool)
        /// In a UTF-8 character: bytes so far and how many it will have.
        case character([UInt8], Int)
        case paste
    }

    private var state = State.ground
    private var paste = PasteBuffer()
    private let named: [[UInt8]: Key]
    private let isUnicode: Bool

    /// - Parameters:
    ///   - named: whole sequences that this terminal's description gives to keys, asked before the built-in ones.
    ///   - isUnicode: whether bytes above 127 are UTF-8; otherwise they are swallowed.
    init(named: [[UInt8]: Key] = [:], isUnicode: Bool = true) {
        self.named = named
        self.isUnicode = isUnicode
    }

    /// How long to wait for more bytes before `expire()` is due; nil when nothing is unfinished.
    ///
    /// Not inlined: the optimiser of Swift 6.3.1 crashes (ownership verification after CopyPropagation) where it is.
    @inline(never)
    var waitMilliseconds: Int? {
        switch state {
        case .ground: nil
        case .escape: Self.escapeMilliseconds
        case .paste: Self.pasteMilliseconds
        default: Self.sequenceMilliseconds
        }
    }

    /// The waiting time has passed without a byte: an Escape was the key, a paste has ended, anything else is forgotten.
    mutating func expire() -> [DecodedInput] {
        defer { state = .ground }
        switch state {
        case .escape: return [.key(.escape)]
        case .paste: return [.paste(paste.finish())]
        default: return []
        }
    }

    /// The next bytes.
    mutating func feed(_ bytes: some Sequence<UInt8>) -> [DecodedInput] {
        var result: [DecodedInput] = []
        for byte in bytes { step(byte, &result) }
        return result
    }

    private mutating func step(_ byte: UInt8, _ result: inout [DecodedInput]) {
        switch state {
        case .ground: ground(byte, &result)
        case .escape: escape(byte, &result)
        case .control(let bytes): control(bytes, byte, &result)
        case .singleShift: finish(prefix: [0x1B, 0x4F], byte, KeySequences.singleShift(byte), &result)
        case .linuxFunction: finish(prefix: [0x1B, 0x5B, 0x5B], byte, KeySequences.linuxFunction(byte), &result)
        case .mouse(let left): state = left > 1 ? .mouse(left - 1) : .ground
        case .string(let afterEscape): string(byte, afterEscape, &result)
        case .character(let bytes, let count): character(bytes, count, byte, &result)
        case .paste:
            guard paste.append(byte) else { return }
            state = .ground
            result.append(.paste(paste.finish()))
        }
    }

    private mutating func ground(_ byte: UInt8, _ result: inout [DecodedInput]) {
        switch byte {
        case 0x1B: state = .escape
        case 0x20..<0x7F: result.append(.key(.character(Character(UnicodeScalar(byte)))))
        case 0x80...:
            let count = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC2 ? 2 : 0
            if isUnicode && count > 0 && byte < 0xF5 { state = .character([byte], count) }
        default: if let key = KeySequences.single(byte) { result.append(.key(key)) }
        }
    }

    private mutating func escape(_ byte: UInt8, _ result: inout [DecodedInput]) {
        switch byte {
        case 0x5B: state = .control([])
        case 0x4F: state = .singleShift
        // Device control, start of string, operating system command, privacy message, application command.
        case 0x50, 0x58, 0x5D, 0x5E, 0x5F: state = .string(afterEscape: false)
        case 0x1B: result.append(.key(.escape))
        default:
            // Escape and a key right behind it, typed ahead on a slow line; or a key with Alt, which says the same.
            state = .ground
            result.append(.key(.escape))
            ground(byte, &result)
        }
    }

    private mutating func control(_ bytes: [UInt8], _ byte: UInt8, _ result: inout [DecodedInput]) {
        switch byte {
        case 0x5B where bytes.isEmpty: state = .linuxFunction
        case 0x4D where bytes.isEmpty: state = .mouse(3)
        case 0x20..<0x40: if bytes.count < 64 { state = .control(bytes + [byte]) }
        case 0x40..<0x7F:
            if bytes == Array("200".utf8) && byte == 0x7E {
                state = .paste
            } else {
                finish(prefix: [0x1B, 0x5B] + bytes, byte, KeySequences.control(bytes, byte), &result)
            }
        case 0x1B: state = .escape
        default: state = .ground
        }
    }

    private mutating func finish(prefix: [UInt8], _ byte: UInt8, _ known: Key?, _ result: inout [DecodedInput]) {
        state = byte == 0x1B ? .escape : .ground
        if let key = named[prefix + [byte]] ?? known { result.append(.key(key)) }
    }

    private mutating func string(_ byte: UInt8, _ afterEscape: Bool, _ result: inout [DecodedInput]) {
        switch byte {
        case 0x07, 0x18, 0x1A: state = .ground
        case 0x5C where afterEscape: state = .ground
        default: state = .string(afterEscape: byte == 0x1B)
        }
    }

    private mutating func character(_ bytes: [UInt8], _ count: Int, _ byte: UInt8, _ result: inout [DecodedInput]) {
        guard byte & 0xC0 == 0x80 else {
            state = .ground
            ground(byte, &result)
            return
        }
        let whole = bytes + [byte]
        guard whole.count == count else {
            state = .character(whole, count)
            return
        }
        state = .ground
        guard let text = String(validating: whole, as: UTF8.self), let scalar = text.unicodeScalars.first,
            CellWidth.of(scalar) != .unsafe
        else { return }
        result.append(.key(.character(Character(scalar))))
    }
}
