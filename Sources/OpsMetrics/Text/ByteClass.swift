/// Which bytes make names. Both formats agree.
enum ByteClass {
    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 <= 9 }

    /// Letters, digits, underscore: a label's name.
    @inline(__always)
    static func isName(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- 0x61 <= 25 || isDigit(byte) || byte == 0x5F
    }

    /// A metric's name may hold colons too.
    @inline(__always)
    static func isMetricName(_ byte: UInt8) -> Bool { isName(byte) || byte == 0x3A }
}
