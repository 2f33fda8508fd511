/// Postgres' text forms as values.
enum PostgresValue {
    /// `text` as a value of the type with number `type` in pg_type; nil where it is out of form. Types that this
    /// project does not store stay texts.
    static func decode(_ text: String, type: UInt32) -> SQLValue? {
        switch type {
        case 20, 21, 23, 26: Int64(text).map(SQLValue.integer)
        case 700, 701: Double(text).map(SQLValue.real)
        // numeric, which a sum of integers is: whole where it can be, as in SQLite.
        case 1700: Int64(text).map(SQLValue.integer) ?? Double(text).map(SQLValue.real)
        case 16: .integer(text == "t" ? 1 : 0)
        case 17: hexadecimal(text).map(SQLValue.blob)
        default: .text(text)
        }
    }

    /// The bytes of `\x0102…`.
    private static func hexadecimal(_ text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "x")]), digits.count.isMultiple(of: 2) else {
            return nil
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        for index in stride(from: 2, to: digits.count, by: 2) {
            guard let high = nibble(digits[index]), let low = nibble(digits[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func nibble(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
