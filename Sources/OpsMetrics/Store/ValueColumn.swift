/// The values of a sealed chunk, in the cheapest of these forms; every one gives back each bit.
///
/// - constant: one value;
/// - exclusive or: as in the open chunk;
/// - decimal: whole numbers over a power of ten and with a common factor, as their distance from the least, as
///   differences, or as differences of differences; values that are none (NaN, the stale marker, −0) are listed apart.
enum ValueColumn {
    enum Form: UInt8 {
        case constant = 0
        case exclusive = 1
        case distance = 2
        case difference = 3
        case change = 4
    }

    static func write(_ values: [Double], to bytes: inout [UInt8]) {
        guard let first = values.first else { return }
        if values.allSatisfy({ $0.bitPattern == first.bitPattern }) { return writeConstant(first, to: &bytes) }
        guard let fit = DecimalScale.fit(values) else { return writeExclusive(values, to: &bytes) }
        var decimal: [UInt8] = []
        WholeColumn(fit.wholes).write(fit.scale, &decimal)
        decimal.appendVariable(UInt64(fit.odd.count))
        var before = 0
        for index in fit.odd {
            decimal.appendVariable(UInt64(index - before))
            decimal.appendFixed(values[index].bitPattern)
            before = index
        }
        // Random digits are no cheaper as decimals; the other form then may win.
        guard decimal.count > values.count * 2 else { return bytes.append(contentsOf: decimal) }
        var exclusive: [UInt8] = []
        writeExclusive(values, to: &exclusive)
        bytes.append(contentsOf: decimal.count <= exclusive.count ? decimal : exclusive)
    }

    static func read(
        _ count: Int, from bytes: inout ByteReader, into values: UnsafeMutablePointer<Double>,
        _ scratch: UnsafeMutablePointer<UInt64>
    ) -> Bool {
        guard let head = bytes.byte(), let form = Form(rawValue: head & 0x07) else { return false }
        switch form {
        case .constant:
            guard let value = readConstant(head, &bytes) else { return false }
            for index in 0..<count { values[index] = value }
            return true
        case .exclusive: return readExclusive(count, &bytes, values)
        case .distance, .difference, .change:
            return WholeColumn.read(count, form, head, &bytes, values, scratch) && readOdd(count, &bytes, values)
        }
    }

    /// Small whole numbers take a byte or two, all others eight.
    private static func writeConstant(_ value: Double, to bytes: inout [UInt8]) {
        if let whole = DecimalScale(decimals: 0, multiplies: false).whole(value), abs(whole) < 1 << 40 {
            bytes.append(Form.constant.rawValue | 0x08)
            bytes.appendSigned(whole)
        } else {
            bytes.append(Form.constant.rawValue)
            bytes.appendFixed(value.bitPattern)
        }
    }

    private static func readConstant(_ head: UInt8, _ bytes: inout ByteReader) -> Double? {
        head & 0x08 == 0 ? bytes.fixed().map { Double(bitPattern: $0) } : bytes.signed().map { Double($0) }
    }

    private static func writeExclusive(_ values: [Double], to bytes: inout [UInt8]) {
        var bits = BitWriter()
        var window = ValueWindow()
        var before: UInt64 = 0
        for value in values {
            window.write(value.bitPattern ^ before, to: &bits)
            before = value.bitPattern
        }
        bytes.append(Form.exclusive.rawValue)
        bytes.appendVariable(UInt64((bits.bitCount + 7) / 8))
        bytes.append(contentsOf: bits.bytes)
        bits.appendPending(to: &bytes)
    }

    private static func readExclusive(
        _ count: Int, _ bytes: inout ByteReader, _ values: UnsafeMutablePointer<Double>
    ) -> Bool {
        guard let length = bytes.count(limit: bytes.left), let payload = bytes.take(length),
            var reader = BitReader(padded: payload)
        else { return false }
        var window = ValueWindow()
        var value: UInt64 = 0
        for index in 0..<count {
            value ^= window.read(from: &reader)
            values[index] = Double(bitPattern: value)
        }
        return !reader.isExhausted
    }

    private static func readOdd(
        _ count: Int, _ bytes: inout ByteReader, _ values: UnsafeMutablePointer<Double>
    ) -> Bool {
        guard let odd = bytes.count(limit: count) else { return false }
        var index = 0
        for _ in 0..<odd {
            guard let step = bytes.count(limit: count), let bits = bytes.fixed(), index + step < count else {
                return false
            }
            index += step
            values[index] = Double(bitPattern: bits)
        }
        return true
    }
}
