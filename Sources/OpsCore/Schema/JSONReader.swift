/// Reads JSON as RFC 8259 has it and no other way: UTF-8 without a byte order mark, no member twice, no lone surrogate,
/// nothing after the value, and no deeper than ``depthLimit``. What it takes, every reader of JSON reads alike.
public struct JSONReader {
    /// Lists and objects within one another.
    public static let depthLimit = 32

    let bytes: [UInt8]
    var place = 0

    /// The tree of a text.
    ///
    /// - Throws: ``JSONFault``.
    public static func read(_ bytes: [UInt8]) throws(JSONFault) -> JSONTree {
        guard !bytes.starts(with: [0xEF, 0xBB, 0xBF]) else {
            throw JSONFault("it begins with a byte order mark; send UTF-8 without one", at: 0)
        }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw JSONFault("it is not UTF-8", at: 0) }
        var reader = JSONReader(bytes: bytes)
        let tree = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.place == bytes.count else { throw reader.fault("something follows the value") }
        return tree
    }

    var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    func fault(_ reason: String) -> JSONFault { JSONFault(reason, at: place) }

    mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { place += 1 }
    }

    /// Takes a byte where it comes next.
    mutating func take(_ wanted: Character) -> Bool {
        guard let byte = next, byte == wanted.asciiValue else { return false }
        place += 1
        return true
    }

    mutating func value(depth: Int) throws(JSONFault) -> JSONTree {
        guard depth < Self.depthLimit else { throw fault("it is nested deeper than \(Self.depthLimit)") }
        skipSpace()
        switch next {
        case nil: throw fault("it ends too early")
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try list(depth: depth)
        case UInt8(ascii: "\""): return .text(try string())
        case UInt8(ascii: "t"): return try word("true", .flag(true))
        case UInt8(ascii: "f"): return try word("false", .flag(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func word(_ text: String, _ value: JSONTree) throws(JSONFault) -> JSONTree {
        guard bytes[place...].starts(with: text.utf8) else { throw fault("a value is expected here") }
        place += text.utf8.count
        return value
    }

    private mutating func object(depth: Int) throws(JSONFault) -> JSONTree {
        place += 1
        var members: [JSONTree.Member] = []
        var names: Set<String> = []
        skipSpace()
        if take("}") { return .object([]) }
        repeat {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw fault("a member's name is expected here") }
            let name = try string()
            guard names.insert(name).inserted else {
                throw fault("the member `\(SafeText.clean(name, limit: 80))` comes twice")
            }
            skipSpace()
            guard take(":") else { throw fault("a colon is expected here") }
            members.append(JSONTree.Member(name, try value(depth: depth + 1)))
            skipSpace()
        } while take(",")
        guard take("}") else { throw fault("a comma or `}` is expected here") }
        return .object(members)
    }

    private mutating func list(depth: Int) throws(JSONFault) -> JSONTree {
        place += 1
        var items: [JSONTree] = []
        skipSpace()
        if take("]") { return .list([]) }
        repeat {
            items.append(try value(depth: depth + 1))
            skipSpace()
        } while take(",")
        guard take("]") else { throw fault("a comma or `]` is expected here") }
        return .list(items)
    }
}
