/// Reads the plain form of JSON, as nearly every device writes it: one object of members with unescaped ASCII names and
/// texts, whole or decimal numbers of at most 15 digits, `true`, `false` and `null`.
///
/// Everything else yields nil, and then the general decoder decides. So this one never refuses anything and never takes
/// what the other would not; it is only ten times as fast on what comes fifty thousand times a second.
struct PlainReader {
    /// A number without exponent: `digits` divided by 10 to the power of `decimals`.
    private struct Number {
        var digits: UInt64
        var decimals: Int
        var isNegative: Bool
    }

    private let bytes: [UInt8]
    private var place = 0

    /// Powers of ten that a Double holds exactly, so that one division rounds correctly (Clinger 1990).
    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]

    private static let trueWord = Array("true".utf8)
    private static let falseWord = Array("false".utf8)
    private static let nullWord = Array("null".utf8)

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Takes the object's members one after the other; `member` reads the value, and says false of what is not plain.
    /// False where anything was not, or where anything follows the object.
    mutating func members(_ member: (_ name: String, _ reader: inout PlainReader) -> Bool) -> Bool {
        guard take(UInt8(ascii: "{")) else { return false }
        repeat {
            guard let name = text(), take(UInt8(ascii: ":")), member(name, &self) else { return false }
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { return false }
        skipSpace()
        return place == bytes.count
    }

    /// A text of printable ASCII without escapes.
    mutating func text() -> String? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        let start = place
        while place < bytes.count {
            let byte = bytes[place]
            if byte == UInt8(ascii: "\"") {
                defer { place += 1 }
                return String(decoding: bytes[start..<place], as: UTF8.self)
            }
            guard byte >= 0x20, byte < 0x7F, byte != UInt8(ascii: "\\") else { return nil }
            place += 1
        }
        return nil
    }

    /// A number of at most 15 digits, correctly rounded.
    mutating func number() -> Double? {
        guard let number = digits() else { return nil }
        let value = Double(number.digits) / Self.powers[number.decimals]
        return number.isNegative ? -value : value
    }

    /// A whole number that is not negative.
    mutating func count() -> Int64? {
        guard let number = digits(), number.decimals == 0, !number.isNegative else { return nil }
        return Int64(number.digits)
    }

    mutating func flag() -> Bool? {
        if word(Self.trueWord) { return true }
        return word(Self.falseWord) ? false : nil
    }

    /// True where `null` was next; it is taken then.
    mutating func null() -> Bool { word(Self.nullWord) }

    /// True where an empty list was next; it is taken then.
    mutating func emptyList() -> Bool {
        guard take(UInt8(ascii: "[")) else { return false }
        return take(UInt8(ascii: "]"))
    }

    private mutating func digits() -> Number? {
        skipSpace()
        let isNegative = take(UInt8(ascii: "-"), spaced: false)
        let start = place
        guard let whole = run(from: 0) else { return nil }
        // RFC 8259: no leading zeros.
        guard place - start == 1 || bytes[start] != UInt8(ascii: "0") else { return nil }
        var number = Number(digits: whole, decimals: 0, isNegative: isNegative)
        if take(UInt8(ascii: "."), spaced: false) {
            let point = place
            guard let all = run(from: whole) else { return nil }
            number.digits = all
            number.decimals = place - point
        }
        let length = place - start
        let hasExponent = place < bytes.count && bytes[place] | 0x20 == UInt8(ascii: "e")
        let isNegativeZero = isNegative && number.digits == 0
        return length <= 16 && number.decimals <= 15 && number.digits < 1_000_000_000_000_000 && !hasExponent
            && !isNegativeZero ? number : nil
    }

    /// At least one digit, at most 17, behind the digits so far.
    private mutating func run(from value: UInt64) -> UInt64? {
        var value = value
        let start = place
        while place < bytes.count, place - start < 17, case let digit = bytes[place] &- UInt8(ascii: "0"), digit < 10 {
            value = value &* 10 &+ UInt64(digit)
            place += 1
        }
        return place > start ? value : nil
    }

    private mutating func word(_ word: [UInt8]) -> Bool {
        skipSpace()
        guard place + word.count <= bytes.count else { return false }
        for index in word.indices where bytes[place + index] != word[index] { return false }
        place += word.count
        return true
    }

    private mutating func take(_ byte: UInt8, spaced: Bool = true) -> Bool {
        if spaced { skipSpace() }
        guard place < bytes.count, bytes[place] == byte else { return false }
        place += 1
        return true
    }

    private mutating func skipSpace() {
        while place < bytes.count, bytes[place] <= 0x20 {
            guard bytes[place] == 0x20 || bytes[place] == 0x0A || bytes[place] == 0x0D || bytes[place] == 0x09 else {
                return
            }
            place += 1
        }
    }
}
