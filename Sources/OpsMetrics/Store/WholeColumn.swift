/// A column of whole numbers below 2^53, written in the cheapest of three ways.
struct WholeColumn {
    private let wholes: [Int64]

    init(_ wholes: [Int64]) {
        self.wholes = wholes
    }

    /// Writes form and scale in one byte, then the power of ten, the factor, where it starts and the numbers.
    func write(_ scale: DecimalScale, _ bytes: inout [UInt8]) {
        let factor = commonFactor()
        let least = wholes.min() ?? 0
        let distances = wholes.map { UInt64(bitPattern: ($0 &- least) / factor) }
        let first = wholes.first ?? 0
        var (differences, changes): ([UInt64], [UInt64]) = ([], [])
        differences.reserveCapacity(wholes.count)
        changes.reserveCapacity(wholes.count)
        var delta: Int64 = 0
        for (index, whole) in wholes.enumerated().dropFirst() {
            let next = (whole &- wholes[index - 1]) / factor
            differences.append(ZigZag.encode(next))
            changes.append(ZigZag.encode(next &- delta))
            delta = next
        }
        let plans = [IntegerCode.plan(distances), IntegerCode.plan(differences), IntegerCode.plan(changes)]
        let chosen = plans.indices.min { plans[$0].bitCount < plans[$1].bitCount } ?? 1
        let form = [ValueColumn.Form.distance, .difference, .change][chosen]
        bytes.append(form.rawValue | (scale.multiplies ? 0x08 : 0) | UInt8(scale.decimals) << 4)
        bytes.appendVariable(UInt64(factor))
        bytes.appendSigned(chosen == 0 ? least : first)
        plans[chosen].write([distances, differences, changes][chosen], to: &bytes)
    }

    static func read(
        _ count: Int, _ form: ValueColumn.Form, _ head: UInt8, _ bytes: inout ByteReader,
        _ values: UnsafeMutablePointer<Double>, _ scratch: UnsafeMutablePointer<UInt64>
    ) -> Bool {
        let power = DecimalScale.powers[Int(head >> 4)]
        let reciprocal = head & 0x08 == 0 ? nil : 1 / power
        guard count > 0, let raw = bytes.variable(), let start = bytes.signed() else { return false }
        let factor = Int64(bitPattern: raw)
        let skipped = form == .distance ? 0 : 1
        guard IntegerCode.read(count - skipped, from: &bytes, into: scratch) else { return false }
        sum(count, form, start, factor, scratch)
        if power == 1 {
            for index in 0..<count { values[index] = Double(Int64(bitPattern: scratch[index])) }
        } else if let reciprocal {
            for index in 0..<count { values[index] = Double(Int64(bitPattern: scratch[index])) * reciprocal }
        } else {
            for index in 0..<count { values[index] = Double(Int64(bitPattern: scratch[index])) / power }
        }
        return true
    }

    /// Turns distances, differences or changes in `column` into the numbers themselves, in place. Differences begin
    /// at the first number's place, one place before their own.
    private static func sum(
        _ count: Int, _ form: ValueColumn.Form, _ start: Int64, _ factor: Int64,
        _ column: UnsafeMutablePointer<UInt64>
    ) {
        if form == .distance {
            for index in 0..<count {
                column[index] = UInt64(bitPattern: start &+ Int64(bitPattern: column[index]) &* factor)
            }
            return
        }
        var (whole, delta): (Int64, Int64) = (start, 0)
        for index in 0..<count {
            let next = index + 1 < count ? ZigZag.decode(column[index]) : 0
            column[index] = UInt64(bitPattern: whole)
            delta = form == .change ? delta &+ next : next
            whole = whole &+ delta &* factor
        }
    }

    /// The greatest number that divides all differences: 4,096 for memory in pages.
    private func commonFactor() -> Int64 {
        var factor: UInt64 = 0
        for (index, whole) in wholes.enumerated().dropFirst() {
            var (one, other) = (factor, (whole &- wholes[index - 1]).magnitude)
            while other != 0 { (one, other) = (other, one % other) }
            factor = one
            if factor == 1 { break }
        }
        return Int64(max(factor, 1))
    }
}
