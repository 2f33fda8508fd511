/// A column of whole numbers in up to four classes of width, the widths chosen for each column by what it holds.
///
/// A number of class i has i one bits and a zero before it (the last class no zero) and then its width in bits. Where
/// most are zero, the lengths of their runs may be written instead (Elias' gamma code), with the others between them.
struct IntegerCode: Sendable, Hashable {
    /// Ascending widths in bits, one to four of them.
    var widths: [Int]
    /// Whether zeros are written as runs; `widths` is then that of the others.
    var hasRuns: Bool
    /// What the column will take, without its header.
    var bitCount: Int

    /// The cheapest code of a column.
    static func plan(_ column: [UInt64]) -> IntegerCode {
        var lengths = [Int](repeating: 0, count: 65)
        var (runBits, run) = (0, 0)
        for number in column {
            lengths[64 - number.leadingZeroBitCount] += 1
            if number == 0 {
                run += 1
            } else {
                runBits += gammaBits(run + 1)
                run = 0
            }
        }
        let plain = best(lengths)
        guard lengths[0] * 4 > column.count * 3 else {
            return IntegerCode(widths: plain.widths, hasRuns: false, bitCount: plain.bits)
        }
        runBits += gammaBits(run + 1)
        lengths[0] = 0
        let others = best(lengths)
        guard others.bits + runBits < plain.bits else {
            return IntegerCode(widths: plain.widths, hasRuns: false, bitCount: plain.bits)
        }
        return IntegerCode(widths: others.widths, hasRuns: true, bitCount: others.bits + runBits)
    }

    func write(_ column: [UInt64], to bytes: inout [UInt8]) {
        bytes.append(UInt8(widths.count) | (hasRuns ? 0x80 : 0))
        for width in widths { bytes.append(UInt8(width)) }
        var bits = BitWriter()
        var run: UInt64 = 0
        for number in column {
            if hasRuns {
                guard number != 0 else {
                    run += 1
                    continue
                }
                Self.writeGamma(run + 1, to: &bits)
                run = 0
            }
            write(number, to: &bits)
        }
        if hasRuns { Self.writeGamma(run + 1, to: &bits) }
        bytes.appendVariable(UInt64((bits.bitCount + 7) / 8))
        bytes.append(contentsOf: bits.bytes)
        bits.appendPending(to: &bytes)
    }

    /// Reads a column of `count` numbers into `column`; false where the bytes do not hold it.
    static func read(_ count: Int, from bytes: inout ByteReader, into column: UnsafeMutablePointer<UInt64>) -> Bool {
        guard let head = bytes.byte() else { return false }
        let classes = Int(head & 0x7F)
        guard (1...4).contains(classes) else { return false }
        var widths = (0, 0, 0, 0)
        for index in 0..<classes {
            guard let width = bytes.byte(), width <= 64 else { return false }
            switch index {
            case 0: widths.0 = Int(width)
            case 1: widths.1 = Int(width)
            case 2: widths.2 = Int(width)
            default: widths.3 = Int(width)
            }
        }
        guard let length = bytes.count(limit: bytes.left), let payload = bytes.take(length),
            var reader = BitReader(padded: payload)
        else { return false }
        if head & 0x80 != 0 {
            guard readRuns(count, widths, classes, &reader, into: column) else { return false }
        } else if max(widths.0, widths.1, widths.2, widths.3) > 53 {
            for index in 0..<count { column[index] = number(widths, classes, &reader) }
        } else if classes == 1 {
            for index in 0..<count { column[index] = reader.read(widths.0) }
        } else {
            readNarrow(count, widths, classes, &reader, into: column)
        }
        return !reader.isExhausted
    }

    /// Numbers that fit a window together with their prefix: one look for both, and no branch a class.
    private static func readNarrow(
        _ count: Int, _ widths: (Int, Int, Int, Int), _ classes: Int, _ reader: inout BitReader,
        into column: UnsafeMutablePointer<UInt64>
    ) {
        let last = classes &- 1
        // A byte a class: how long the prefix is, and how wide the number.
        var (prefixes, sizes): (UInt64, UInt64) = (0, 0)
        for (index, width) in [widths.0, widths.1, widths.2, widths.3].enumerated().prefix(classes) {
            prefixes |= UInt64(index == last ? index : index + 1) << UInt64(8 * index)
            sizes |= UInt64(width) << UInt64(8 * index)
        }
        for index in 0..<count {
            let window = reader.window
            let shift = UInt64(truncatingIfNeeded: min((~window).leadingZeroBitCount, last)) &<< 3
            let prefix = prefixes &>> shift & 0xFF
            let width = sizes &>> shift & 0xFF
            column[index] = ((window &<< prefix) &>> 1) &>> (63 &- width)
            reader.skip(Int(truncatingIfNeeded: prefix &+ width))
        }
    }

    private static func readRuns(
        _ count: Int, _ widths: (Int, Int, Int, Int), _ classes: Int, _ reader: inout BitReader,
        into column: UnsafeMutablePointer<UInt64>
    ) -> Bool {
        var index = 0
        while true {
            let zeros = reader.zeros()
            guard zeros < 32, !reader.isExhausted else { return false }
            let run = Int(reader.read(zeros + 1)) - 1
            guard run >= 0, run <= count - index else { return false }
            for place in index..<index + run { column[place] = 0 }
            index += run
            guard index < count else { return true }
            column[index] = number(widths, classes, &reader)
            index += 1
        }
    }

    @inline(__always)
    private static func number(_ widths: (Int, Int, Int, Int), _ classes: Int, _ reader: inout BitReader) -> UInt64 {
        switch classes == 1 ? 0 : reader.ones(limit: classes - 1) {
        case 0: reader.read(widths.0)
        case 1: reader.read(widths.1)
        case 2: reader.read(widths.2)
        default: reader.read(widths.3)
        }
    }

    private func write(_ number: UInt64, to bits: inout BitWriter) {
        let length = 64 - number.leadingZeroBitCount
        let chosen = widths.firstIndex { length <= $0 } ?? widths.count - 1
        let last = chosen == widths.count - 1
        if widths.count > 1 {
            let prefix = ((1 << UInt64(chosen)) - 1) << (last ? 0 : 1) as UInt64
            bits.append(prefix, bits: last ? chosen : chosen + 1)
        }
        bits.append(number, bits: widths[chosen])
    }

    private static func gammaBits(_ number: Int) -> Int {
        2 * (Int.bitWidth - 1 - number.leadingZeroBitCount) + 1
    }

    private static func writeGamma(_ number: UInt64, to bits: inout BitWriter) {
        let length = 64 - number.leadingZeroBitCount
        bits.append(0, bits: length - 1)
        bits.append(number, bits: length)
    }
}

extension IntegerCode {
    /// The widths that cost least, from how many numbers have which length. Every choice is tried: lengths are few.
    private static func best(_ lengths: [Int]) -> (widths: [Int], bits: Int) {
        let present = lengths.indices.filter { lengths[$0] > 0 }
        guard let most = present.last else { return ([0], 0) }
        var sums = [Int](repeating: 0, count: 66)
        for length in 0...64 { sums[length + 1] = sums[length] + lengths[length] }
        func count(_ low: Int, _ high: Int) -> Int { sums[high + 1] - sums[low + 1] }
        let total = sums[65]
        var best = (widths: [most], bits: total * most)
        let lower = present.dropLast()
        for (index, first) in lower.enumerated() {
            let firsts = sums[first + 1] * (first + 1)
            consider([first, most], firsts + count(first, most) * (most + 1), &best)
            for (next, second) in lower.enumerated().dropFirst(index + 1) {
                let seconds = firsts + count(first, second) * (second + 2)
                consider([first, second, most], seconds + count(second, most) * (most + 2), &best)
                for third in lower.dropFirst(next + 1) {
                    let thirds = seconds + count(second, third) * (third + 3)
                    consider([first, second, third, most], thirds + count(third, most) * (most + 3), &best)
                }
            }
        }
        return best
    }

    private static func consider(_ widths: [Int], _ bits: Int, _ best: inout (widths: [Int], bits: Int)) {
        // A class more costs a byte of header.
        if bits + 8 * widths.count < best.bits + 8 * best.widths.count { best = (widths, bits) }
    }
}
