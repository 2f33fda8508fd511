/// Finds `name: value`, `name=value` and `"name": "value"` whose name says that the value is secret or personal.
enum NamedValueScanner {
    private static let mask = Array("[hidden]".utf8)

    static func redact(_ bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var position = 0
        while position < bytes.count {
            guard Ascii.isNameByte(bytes[position]) else {
                output.append(bytes[position])
                position += 1
                continue
            }
            let start = position
            while position < bytes.count, Ascii.isNameByte(bytes[position]) { position += 1 }
            output += bytes[start..<position]
            guard let value = valueStart(in: bytes, after: position),
                let extent = SensitiveName.extent(of: bytes[start..<position])
            else { continue }
            let end = valueEnd(in: bytes, from: value, extent: extent)
            output += bytes[position..<value.start]
            if end > value.start { output += mask }
            position = end
        }
        return output
    }

    private struct Value {
        var start: Int
        /// The quote that opened the value, and how many backslashes stood before it (`\"` in nested JSON).
        var quote: (byte: UInt8, escapes: Int)?
    }

    /// Skips `"`, spaces, one `:` or `=` (or `%3D`), spaces and an opening quote.
    private static func valueStart(in bytes: [UInt8], after end: Int) -> Value? {
        var position = end
        func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }
        while let byte = peek(), byte == UInt8(ascii: "\\") || Ascii.isQuote(byte) { position += 1 }
        while let byte = peek(), byte == 32 || byte == 9 { position += 1 }
        guard let separator = peek() else { return nil }
        if Ascii.has("%3d", at: position, in: bytes) {
            position += 3
        } else if separator == UInt8(ascii: ":") || separator == UInt8(ascii: "=") {
            position += 1
        } else {
            return nil
        }
        while let byte = peek(), byte == 32 || byte == 9 { position += 1 }
        let escapesFrom = position
        while peek() == UInt8(ascii: "\\") { position += 1 }
        guard let byte = peek(), Ascii.isQuote(byte) else { return Value(start: escapesFrom, quote: nil) }
        return Value(start: position + 1, quote: (byte, position - escapesFrom))
    }

    private static func valueEnd(in bytes: [UInt8], from value: Value, extent: SensitiveName.Extent) -> Int {
        var position = value.start
        if let quote = value.quote { return quotedEnd(in: bytes, from: position, quote: quote) }
        // A container is no value of its own; what is inside is looked at by itself.
        if position < bytes.count, bytes[position] == UInt8(ascii: "{") { return position }
        if position < bytes.count, bytes[position] == UInt8(ascii: "[") { return listEnd(in: bytes, from: position) }
        while position < bytes.count, !ends(bytes, position, extent) { position += 1 }
        return position
    }

    private static func listEnd(in bytes: [UInt8], from start: Int) -> Int {
        var position = start
        while position < bytes.count, bytes[position] != UInt8(ascii: "]") { position += 1 }
        return min(position + 1, bytes.count)
    }

    private static func quotedEnd(in bytes: [UInt8], from start: Int, quote: (byte: UInt8, escapes: Int)) -> Int {
        var position = start
        var escapes = 0
        while position < bytes.count {
            if bytes[position] == quote.byte, escapes <= quote.escapes { return position - escapes }
            escapes = bytes[position] == UInt8(ascii: "\\") ? escapes + 1 : 0
            position += 1
        }
        return position
    }

    /// A comma ends a value unless text follows at once, as in `API_KEYS=a,b`.
    private static func ends(_ bytes: [UInt8], _ position: Int, _ extent: SensitiveName.Extent) -> Bool {
        let byte = bytes[position]
        if byte == 10 || byte == 13 || Ascii.isQuote(byte) { return true }
        guard extent == .word else { return false }
        switch byte {
        case UInt8(ascii: ","): return position + 1 == bytes.count || Ascii.isSpace(bytes[position + 1])
        case UInt8(ascii: "&"), UInt8(ascii: ";"), UInt8(ascii: "}"), UInt8(ascii: "]"),
            UInt8(ascii: ")"), UInt8(ascii: "<"), UInt8(ascii: ">"):
            return true
        default: return Ascii.isSpace(byte)
        }
    }
}
