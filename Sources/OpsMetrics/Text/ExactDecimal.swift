/// A decimal number compared by its digits: time stamps may differ beyond what a double holds.
struct ExactDecimal: Comparable {
    private let isNegative: Bool
    /// Digits without leading or trailing zeros; empty is zero.
    private let digits: [UInt8]
    /// The value is 0.DIGITS × 10^scale.
    private let scale: Int

    /// From characters that `ExpositionNumber` has accepted as finite.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        var all: [UInt8] = []
        var point: Int?
        var power = 0
        for (index, byte) in bytes.enumerated() {
            if byte &- 0x30 <= 9 { all.append(byte) }
            if byte == 0x2E { point = all.count }
            if byte | 0x20 == 0x65 {
                power = Self.power(bytes[(index + 1)...])
                break
            }
        }
        let leading = all.prefix { $0 == 0x30 }.count
        var kept = Array(all.dropFirst(leading))
        while kept.last == 0x30 { kept.removeLast() }
        digits = kept
        scale = kept.isEmpty ? 0 : (point ?? all.count) - leading + power
        isNegative = !kept.isEmpty && bytes.first == 0x2D
    }

    private static func power(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
        var size = 0
        for byte in bytes where byte &- 0x30 <= 9 { size = min(size * 10 + Int(byte &- 0x30), 1_000_000) }
        return bytes.first == 0x2D ? -size : size
    }

    static func < (left: ExactDecimal, right: ExactDecimal) -> Bool {
        if left.isNegative != right.isNegative { return left.isNegative }
        return left.isNegative ? right.isSmaller(than: left) : left.isSmaller(than: right)
    }

    private func isSmaller(than other: ExactDecimal) -> Bool {
        if digits.isEmpty || other.digits.isEmpty { return digits.isEmpty && !other.digits.isEmpty }
        if scale != other.scale { return scale < other.scale }
        return digits.lexicographicallyPrecedes(other.digits)
    }
}
