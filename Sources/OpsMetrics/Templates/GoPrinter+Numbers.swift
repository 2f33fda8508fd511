import Foundation

extension GoPrinter {
    // MARK: Whole numbers

    mutating func integer(_ magnitude: UInt64, isNegative: Bool, _ verb: Unicode.Scalar, bad value: TemplateValue) {
        switch verb {
        case "v", "d":
            if verb == "v", flags.sharpValue, case .byte = value {
                flags.sharp = true
                digits(magnitude, isNegative, 16, verb)
                flags.sharp = false
            } else {
                digits(magnitude, isNegative, 10, verb)
            }
        case "b": digits(magnitude, isNegative, 2, verb)
        case "o", "O": digits(magnitude, isNegative, 8, verb)
        case "x", "X": digits(magnitude, isNegative, 16, verb)
        case "c": pad(String(Self.scalar(magnitude, isNegative)))
        case "q": quotedScalar(Self.scalar(magnitude, isNegative))
        case "U": unicode(isNegative ? 0 &- magnitude : magnitude)
        default: bad(value, verb)
        }
    }

    private static func scalar(_ magnitude: UInt64, _ isNegative: Bool) -> Unicode.Scalar {
        guard !isNegative, let code = UInt32(exactly: magnitude), let scalar = Unicode.Scalar(code) else {
            return "\u{FFFD}"
        }
        return scalar
    }

    private mutating func quotedScalar(_ scalar: Unicode.Scalar) {
        pad(GoQuote.quoted(scalar, asciiOnly: flags.plus))
    }

    private mutating func unicode(_ code: UInt64) {
        let hex = String(code, radix: 16, uppercase: true)
        var shown = "U+" + String(repeating: "0", count: max(max(flags.precision ?? 4, 4) - hex.utf8.count, 0)) + hex
        if flags.sharp, let small = UInt32(exactly: code), let scalar = Unicode.Scalar(small),
            GoQuote.isPrintable(scalar)
        {
            shown += " '\(scalar)'"
        }
        let zero = flags.zero
        flags.zero = false
        pad(shown)
        flags.zero = zero
    }

    private mutating func digits(_ magnitude: UInt64, _ isNegative: Bool, _ radix: Int, _ verb: Unicode.Scalar) {
        let zero = flags.zero
        defer { flags.zero = zero }
        var least = flags.precision ?? 0
        if flags.precision == 0, magnitude == 0 {
            flags.zero = false
            return pad("")
        }
        if flags.precision == nil, flags.zero, !flags.minus, let width = flags.width {
            least = width - (isNegative || flags.plus || flags.space ? 1 : 0)
        }
        flags.zero = false
        var shown = String(magnitude, radix: radix, uppercase: verb == "X")
        shown = String(repeating: "0", count: max(least - shown.utf8.count, 0)) + shown
        if flags.sharp {
            switch radix {
            case 2: shown = "0b" + shown
            case 8 where !shown.hasPrefix("0"): shown = "0" + shown
            case 16: shown = (verb == "X" ? "0X" : "0x") + shown
            default: break
            }
        }
        if verb == "O" { shown = "0o" + shown }
        pad((isNegative ? "-" : flags.plus ? "+" : flags.space ? " " : "") + shown)
    }

    // MARK: Floats

    mutating func float(_ number: Double, _ verb: Unicode.Scalar, bad value: TemplateValue) {
        var shown: String
        switch verb {
        case "v": shown = Self.general(number, flags.precision)
        case "g", "G": shown = Self.general(number, flags.precision)
        case "e", "E", "f", "F":
            shown = Self.c(verb == "F" ? "f" : verb == "E" ? "e" : verb, number, flags.precision ?? 6)
        case "x", "X": shown = Self.hexadecimal(number, flags.precision)
        case "b": shown = Self.binary(number)
        default: return bad(value, verb)
        }
        if "GEX".unicodeScalars.contains(verb), number.isFinite { shown = shown.uppercased() }
        if flags.sharp, verb != "b", number.isFinite { shown = sharpened(shown, verb) }
        signed(shown, number)
    }

    private mutating func signed(_ shown: String, _ number: Double) {
        let isNegative = shown.hasPrefix("-")
        let unsigned = shown.hasPrefix("-") || shown.hasPrefix("+") ? String(shown.dropFirst()) : shown
        let zero = flags.zero
        defer { flags.zero = zero }
        var sign = isNegative ? "-" : flags.plus ? "+" : flags.space ? " " : ""
        if !number.isFinite {
            flags.zero = false
            if number.isInfinite, sign.isEmpty { sign = "+" }
            return pad(sign + unsigned)
        }
        if flags.zero, !flags.minus, let width = flags.width, !sign.isEmpty {
            let missing = width - unsigned.utf8.count - 1
            return write(sign + String(repeating: "0", count: max(missing, 0)) + unsigned)
        }
        pad(sign + unsigned)
    }

    /// `%g`: as few digits as tell the number apart, or so many as asked for.
    private static func general(_ number: Double, _ precision: Int?) -> String {
        guard let precision else { return GoFormat.shortest(number) }
        return c("g", number, precision)
    }

    /// C and Go print these alike; so many digits hold any number exactly.
    private static func c(_ verb: Unicode.Scalar, _ number: Double, _ precision: Int) -> String {
        guard number.isFinite else { return GoFormat.shortest(number) }
        let digits = min(max(precision, 0), 1_100)
        let text = String(format: "%.\(digits)\(verb)", number)
        guard precision > digits, verb != "g" else { return text }
        let zeros = String(repeating: "0", count: precision - digits)
        guard let exponent = text.firstIndex(of: "e") else { return text + zeros }
        return text[..<exponent] + zeros + text[exponent...]
    }

    private static func hexadecimal(_ number: Double, _ precision: Int?) -> String {
        guard number.isFinite else { return GoFormat.shortest(number) }
        let text = String(format: precision.map { "%.\(min($0, 1_000))a" } ?? "%a", number)
        guard let power = text.firstIndex(of: "p") else { return text }
        var exponent = Int(text[power...].dropFirst()) ?? 0
        var mantissa = String(text[..<power])
        // Where C rounds up to two, Go raises the exponent.
        if let two = mantissa.firstRange(of: "0x2") {
            mantissa.replaceSubrange(two, with: "0x1")
            exponent += 1
        }
        // Two digits at least.
        let digits = String(abs(exponent))
        return mantissa + (exponent < 0 ? "p-" : "p+") + (digits.utf8.count < 2 ? "0" : "") + digits
    }

    private static func binary(_ number: Double) -> String {
        guard number.isFinite else { return GoFormat.shortest(number) }
        let isDenormal = number.exponentBitPattern == 0
        let mantissa = number.significandBitPattern | (isDenormal ? 0 : 1 << 52)
        let exponent = (isDenormal ? 1 : Int(number.exponentBitPattern)) - 1_075
        return (number.sign == .minus ? "-" : "") + "\(mantissa)p" + (exponent < 0 ? "" : "+") + "\(exponent)"
    }

    /// `#`: a decimal point always, and for `%g` the zeros behind it.
    private func sharpened(_ shown: String, _ verb: Unicode.Scalar) -> String {
        // Go counts the `x` of `0x` as a digit.
        let isGeneral = "vgGx".unicodeScalars.contains(verb)
        let mark = shown.firstIndex { verb == "x" || verb == "X" ? "pP".contains($0) : "eE".contains($0) }
        var body = String(shown[..<(mark ?? shown.endIndex)])
        let tail = mark.map { String(shown[$0...]) } ?? ""
        var wanted = isGeneral ? flags.precision ?? 6 : 0
        var isSignificant = false
        for character in body where character.isHexDigit || character == "x" {
            if character != "0" { isSignificant = true }
            if isSignificant { wanted -= 1 }
        }
        let isZero = !isSignificant
        if isZero, isGeneral { wanted -= 1 }
        if !body.contains(".") { body += "." }
        return body + String(repeating: "0", count: max(wanted, 0)) + tail
    }
}
