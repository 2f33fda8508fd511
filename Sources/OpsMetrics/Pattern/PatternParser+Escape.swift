extension PatternParser {
    /// What stands behind `\` outside of a character class.
    mutating func parseEscape() throws(PatternError) -> PatternNode {
        let assertions: [Unicode.Scalar: PatternAssertion] = [
            "b": .wordBoundary, "B": .noWordBoundary, "A": .textStart, "z": .textEnd,
        ]
        if let scalar = current, let assertion = assertions[scalar] {
            place += 1
            return .assertion(assertion)
        }
        if let set = try parseNamedClass() { return .set(set) }
        return literal(try parseEscapedScalar())
    }

    /// One character behind `\`.
    mutating func parseEscapedScalar() throws(PatternError) -> Unicode.Scalar {
        let scalar = try next("an escaped character")
        switch scalar {
        case "n": return "\n"
        case "t": return "\t"
        case "r": return "\r"
        case "f": return "\u{0C}"
        case "v": return "\u{0B}"
        case "a": return "\u{07}"
        case "x": return try parseHexadecimal()
        case "0"..."7": return try parseOctal(scalar)
        default:
            // Only punctuation may be escaped without need: letters may get a meaning one day.
            guard scalar.isASCII, !ScalarSet.word.contains(scalar) || scalar == "_" else {
                place -= 1
                throw error("invalid escape sequence \\\(scalar)")
            }
            return scalar
        }
    }

    /// `\0`, `\012`, `\12`; a single other digit would mean a group, which RE2 does not have.
    private mutating func parseOctal(_ first: Unicode.Scalar) throws(PatternError) -> Unicode.Scalar {
        var value = first.value - 0x30
        var count = 1
        while count < 3, let digit = current, digit.value >= 0x30, digit.value <= 0x37 {
            value = value * 8 + digit.value - 0x30
            place += 1
            count += 1
        }
        guard count > 1 || first == "0", let scalar = Unicode.Scalar(value) else {
            throw error("invalid escape sequence \\\(first): groups cannot be referred to")
        }
        return scalar
    }

    /// `\x41` or `\x{10FFFF}`.
    private mutating func parseHexadecimal() throws(PatternError) -> Unicode.Scalar {
        let braced = take("{")
        var digits = ""
        while let scalar = current, scalar.properties.isASCIIHexDigit, digits.count < (braced ? 8 : 2) {
            digits.unicodeScalars.append(scalar)
            place += 1
        }
        guard digits.count >= (braced ? 1 : 2), !braced || take("}"), let value = UInt32(digits, radix: 16),
            let scalar = Unicode.Scalar(value)
        else { throw error("invalid escape sequence \\x") }
        return scalar
    }
}
