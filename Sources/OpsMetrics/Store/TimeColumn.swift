/// The times of a sealed chunk: nothing but the interval where they are regular, else differences of differences.
enum TimeColumn {
    static func write(_ times: [Int64], to bytes: inout [UInt8]) {
        guard times.count > 1 else { return }
        let first = times[1] &- times[0]
        bytes.appendSigned(first)
        guard times.count > 2 else { return }
        var changes: [UInt64] = []
        changes.reserveCapacity(times.count - 2)
        var delta = first
        var isRegular = true
        for index in 2..<times.count {
            let next = times[index] &- times[index - 1]
            let change = next &- delta
            changes.append(ZigZag.encode(change))
            isRegular = isRegular && change == 0
            delta = next
        }
        bytes.append(isRegular ? 0 : 1)
        if !isRegular { IntegerCode.plan(changes).write(changes, to: &bytes) }
    }

    static func read(
        _ count: Int, first: Int64, from bytes: inout ByteReader, into times: UnsafeMutablePointer<Int64>,
        _ scratch: UnsafeMutablePointer<UInt64>
    ) -> Bool {
        guard count > 0 else { return true }
        times[0] = first
        guard count > 1 else { return true }
        guard var delta = bytes.signed() else { return false }
        times[1] = first &+ delta
        guard count > 2 else { return true }
        guard let form = bytes.byte(), form <= 1 else { return false }
        if form == 0 {
            for index in 2..<count { times[index] = times[index - 1] &+ delta }
            return true
        }
        guard IntegerCode.read(count - 2, from: &bytes, into: scratch) else { return false }
        for index in 2..<count {
            delta &+= ZigZag.decode(scratch[index - 2])
            times[index] = times[index - 1] &+ delta
        }
        return true
    }
}
