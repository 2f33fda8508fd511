/// Numbers of both text formats: decimal digits, a point, an exponent; or `Inf`, `Infinity` with a sign, or `NaN`
/// without, in any case. No hexadecimal, no underscore. The OpenMetrics ABNF and Go's reader, as Prometheus narrows it,
/// agree on this.
enum ExpositionNumber {
    private static let powers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]

    /// What the characters of a decimal number say.
    private struct Decimal {
        var isNegative = false
        /// The first 19 significant digits.
        var mantissa: UInt64 = 0
        var exponent = 0
        /// Whether every digit is in the mantissa.
        var isWhole = true
    }

    /// The value of the bytes, or nil where they are no number or one beyond the range of a double.
    @inline(__always)
    static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
        guard let decimal = decimal(bytes) else { return special(bytes) }
        // Exact: a whole number below 2^53 times or over a power of ten that is exact too (Clinger, 1990).
        if decimal.isWhole, decimal.mantissa <= 1 << 53, decimal.exponent >= -22, decimal.exponent <= 22 {
            let digits = Double(decimal.mantissa)
            let size = decimal.exponent < 0 ? digits / powers[-decimal.exponent] : digits * powers[decimal.exponent]
            return decimal.isNegative ? -size : size
        }
        guard let value = Double(String(decoding: bytes, as: UTF8.self)), value.isFinite else { return nil }
        return value
    }

    /// The value of the bytes where they are a finite number.
    static func finite(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
        parse(bytes).flatMap { $0.isFinite ? $0 : nil }
    }

    private static func decimal(_ bytes: UnsafeBufferPointer<UInt8>) -> Decimal? {
        var found = Decimal()
        var place = 0
        if bytes.count > 0, bytes[0] == 0x2B || bytes[0] == 0x2D {
            found.isNegative = bytes[0] == 0x2D
            place = 1
        }
        var digits = 0
        var hasPoint = false
        while place < bytes.count {
            let byte = bytes[place]
            if byte &- 0x30 <= 9 {
                digits += 1
                add(byte &- 0x30, to: &found, afterPoint: hasPoint)
            } else if byte == 0x2E, !hasPoint {
                hasPoint = true
            } else {
                break
            }
            place += 1
        }
        guard digits > 0 else { return nil }
        guard place < bytes.count else { return found }
        guard bytes[place] | 0x20 == 0x65, let power = exponent(bytes, from: place + 1) else { return nil }
        found.exponent += power
        return found
    }

    private static func add(_ digit: UInt8, to found: inout Decimal, afterPoint: Bool) {
        if found.mantissa < 1_000_000_000_000_000_000 {
            found.mantissa = found.mantissa * 10 + UInt64(digit)
            if afterPoint { found.exponent -= 1 }
        } else {
            found.isWhole = false
        }
    }

    /// The exponent, held within ±100,000: beyond that every number is zero or too large.
    private static func exponent(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var place = start
        var isNegative = false
        if place < bytes.count, bytes[place] == 0x2B || bytes[place] == 0x2D {
            isNegative = bytes[place] == 0x2D
            place += 1
        }
        guard place < bytes.count else { return nil }
        var power = 0
        while place < bytes.count {
            let digit = bytes[place] &- 0x30
            guard digit <= 9 else { return nil }
            power = min(power * 10 + Int(digit), 100_000)
            place += 1
        }
        return isNegative ? -power : power
    }

    private static func special(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
        guard bytes.count >= 3, bytes.count <= 9 else { return nil }
        switch String(decoding: bytes, as: UTF8.self).lowercased() {
        case "nan": return .nan
        case "inf", "+inf", "infinity", "+infinity": return .infinity
        case "-inf", "-infinity": return -.infinity
        default: return nil
        }
    }
}
