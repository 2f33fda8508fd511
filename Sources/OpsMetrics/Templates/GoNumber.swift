/// Numbers in texts as Go's `strconv` reads them.
enum GoNumber {
    /// Why a text is no number, in the words of `strconv`.
    enum Fault: String, Error {
        case syntax = "invalid syntax"
        case range = "value out of range"
    }

    /// A whole number with Go's prefixes `0x`, `0o`, `0b` and `0`, and `_` between digits.
    static func integer(_ text: String) -> Int64? {
        guard let (isNegative, magnitude) = magnitude(text, allowsSign: true) else { return nil }
        if !isNegative { return Int64(exactly: magnitude) }
        return magnitude == 1 << 63 ? .min : Int64(exactly: magnitude).map { 0 - $0 }
    }

    /// The same without a sign.
    static func unsigned(_ text: String) -> UInt64? { magnitude(text, allowsSign: false)?.value }

    private static func magnitude(_ text: String, allowsSign: Bool) -> (isNegative: Bool, value: UInt64)? {
        var digits = Substring(text)
        let sign = digits.first
        if sign == "+" || sign == "-" {
            guard allowsSign else { return nil }
            digits.removeFirst()
        }
        guard underscoresAreRight(digits) else { return nil }
        var radix = 10
        if digits.hasPrefix("0"), digits.utf8.count > 1 {
            let marks: [Character: Int] = ["x": 16, "X": 16, "o": 8, "O": 8, "b": 2, "B": 2]
            if let mark = digits.dropFirst().first, let marked = marks[mark] {
                radix = marked
                digits = digits.dropFirst(2)
            } else {
                radix = 8
                digits = digits.dropFirst()
            }
        }
        let plain = digits.filter { $0 != "_" }
        guard let first = plain.first, first != "+", first != "-", let value = UInt64(plain, radix: radix) else {
            return nil
        }
        return (sign == "-", value)
    }

    /// A floating-point number: decimal, hexadecimal with `p`, `inf`, `infinity` and `nan` in either case.
    static func float(_ text: String) throws(Fault) -> Double {
        var digits = Substring(text)
        var isNegative = false
        if let sign = digits.first, sign == "+" || sign == "-" {
            isNegative = sign == "-"
            digits.removeFirst()
        }
        switch digits.lowercased() {
        case "inf", "infinity": return isNegative ? -.infinity : .infinity
        case "nan":
            guard digits.utf8.count == text.utf8.count else { throw .syntax }
            return .nan
        default: break
        }
        let isHex = digits.hasPrefix("0x") || digits.hasPrefix("0X")
        let allowed = isHex ? "0123456789abcdefABCDEF.pPxX+-_" : "0123456789.eE+-_"
        guard let first = digits.first, first != "+", first != "-", digits.utf8.allSatisfy(allowed.utf8.contains),
            !isHex || digits.contains(where: { $0 == "p" || $0 == "P" }), underscoresAreRight(digits),
            let value = Double(whole(digits.filter { $0 != "_" }))
        else { throw .syntax }
        guard value.isFinite else { throw .range }
        return isNegative ? -value : value
    }

    /// `1.`, `.5` and `1.e3` with the digits that Swift wants around the point.
    private static func whole(_ text: String) -> String {
        guard let point = text.firstIndex(of: ".") else { return text }
        let (before, after) = (text[..<point], text[text.index(after: point)...])
        let isBare = after.first.map { !$0.isHexDigit || $0 == "e" || $0 == "E" } ?? true
        let hasDigit = before.contains { $0.isHexDigit } || !isBare
        guard hasDigit else { return "" }
        return (before.isEmpty ? "0" : before) + "." + (isBare ? "0" : "") + after
    }

    /// `_` only between digits, or behind a prefix.
    private static func underscoresAreRight(_ digits: Substring) -> Bool {
        guard digits.contains("_") else { return true }
        var previous: Character = "^"
        var rest = digits
        var isHex = false
        if rest.hasPrefix("0"), let mark = rest.dropFirst().first, "xXoObB".contains(mark) {
            isHex = mark == "x" || mark == "X"
            previous = "0"
            rest = rest.dropFirst(2)
        }
        for character in rest {
            let isDigit = character.isASCII && (character.isNumber || isHex && character.isHexDigit)
            if isDigit {
                previous = "0"
            } else if character == "_" {
                guard previous == "0" else { return false }
                previous = "_"
            } else {
                if previous == "_" { return false }
                previous = "!"
            }
        }
        return previous != "_"
    }
}
