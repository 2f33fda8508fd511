/// Writes JSON for what the stream says thousands of times a second, byte for byte as the general encoder does it. Where a
/// value is not plain (a text that needs escapes, a number with an exponent), ``isPlain`` turns false and the general
/// encoder must write the whole.
struct PlainWriter {
    private(set) var bytes: [UInt8] = []
    private(set) var isPlain = true

    init(capacity: Int) { bytes.reserveCapacity(capacity) }

    /// What stands between values, as it is.
    mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

    mutating func text(_ value: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in value.utf8 {
            let isUnescaped = byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
            if !isUnescaped { isPlain = false }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    mutating func texts(_ values: [String]) {
        bytes.append(UInt8(ascii: "["))
        for (place, value) in values.enumerated() {
            if place > 0 { bytes.append(UInt8(ascii: ",")) }
            text(value)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    mutating func flag(_ value: Bool) { raw(value ? "true" : "false") }

    mutating func count(_ value: some BinaryInteger) { raw(String(value)) }

    /// The shortest digits that read back as the same number; whole ones without a point.
    mutating func number(_ value: Double) {
        let digits = value.description.utf8
        if !value.isFinite || digits.contains(UInt8(ascii: "e")) { isPlain = false }
        bytes.append(contentsOf: value.description.hasSuffix(".0") ? digits.dropLast(2) : digits[...])
    }
}
