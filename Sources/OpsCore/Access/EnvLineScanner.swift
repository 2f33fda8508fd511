/// One line of an environment file, read from left to right.
struct EnvLineScanner {
    enum Outcome: Equatable {
        case nothing
        case entry(name: String, value: String)
        case problem(String)
    }

    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func scan() -> Outcome {
        if bytes.contains(0) { return .problem("a NUL byte; expected text") }
        skipBlanks()
        guard let first = peek, first != UInt8(ascii: "#") else { return .nothing }
        var name = readName()
        if name == "export", peek.map(Self.isBlank) == true {
            skipBlanks()
            name = readName()
        }
        guard !name.isEmpty else { return .problem("expected NAME=value, NAME of letters, digits and _") }
        skipBlanks()
        guard peek == UInt8(ascii: "=") else { return .problem("expected = after the name \(name)") }
        position += 1
        skipBlanks()
        return readValue(of: name)
    }

    private mutating func readValue(of name: String) -> Outcome {
        guard let quote = peek, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            return .entry(name: name, value: readBareValue())
        }
        position += 1
        guard let value = readQuoted(until: quote) else {
            return .problem("the value of \(name) has no closing quote")
        }
        skipBlanks()
        guard peek == nil || peek == UInt8(ascii: "#") else {
            return .problem("unexpected text after the closing quote of \(name)")
        }
        return .entry(name: name, value: value)
    }

    private mutating func readName() -> String {
        let start = position
        while let byte = peek, Self.isNameByte(byte, first: position == start) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func readBareValue() -> String {
        let start = position
        var end = position
        while let byte = peek {
            if byte == UInt8(ascii: "#"), position == start || Self.isBlank(bytes[position - 1]) { break }
            position += 1
            if !Self.isBlank(byte) { end = position }
        }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    private mutating func readQuoted(until quote: UInt8) -> String? {
        var value: [UInt8] = []
        let escapes = quote == UInt8(ascii: "\"")
        while let byte = peek {
            position += 1
            if byte == quote { return String(decoding: value, as: UTF8.self) }
            guard escapes, byte == UInt8(ascii: "\\"), let next = peek else {
                value.append(byte)
                continue
            }
            position += 1
            value += Self.unescaped(next)
        }
        return nil
    }

    private static func unescaped(_ byte: UInt8) -> [UInt8] {
        switch byte {
        case UInt8(ascii: "n"): [10]
        case UInt8(ascii: "r"): [13]
        case UInt8(ascii: "t"): [9]
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "$"): [byte]
        default: [UInt8(ascii: "\\"), byte]
        }
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipBlanks() {
        while let byte = peek, Self.isBlank(byte) { position += 1 }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }

    private static func isNameByte(_ byte: UInt8, first: Bool) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): !first
        default: false
        }
    }
}
