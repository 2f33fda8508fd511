/// A set of slots as bits.
struct SlotSet: Sendable {
    private var words: [UInt64] = []

    init(_ slots: [UInt32] = []) {
        for slot in slots { insert(slot) }
    }

    mutating func insert(_ slot: UInt32) {
        let word = Int(slot >> 6)
        if word >= words.count { words.append(contentsOf: repeatElement(0, count: word + 1 - words.count)) }
        words[word] |= 1 << UInt64(slot & 63)
    }

    mutating func insert(_ slots: [UInt32]) {
        guard let last = slots.last else { return }
        insert(last)
        for slot in slots { words[Int(slot >> 6)] |= 1 << UInt64(slot & 63) }
    }

    func contains(_ slot: UInt32) -> Bool {
        let word = Int(slot >> 6)
        return word < words.count && words[word] & (1 << UInt64(slot & 63)) != 0
    }

    /// The slots in ascending order.
    var slots: [UInt32] {
        var found: [UInt32] = []
        found.reserveCapacity(words.reduce(0) { $0 + $1.nonzeroBitCount })
        for (index, word) in words.enumerated() {
            var rest = word
            while rest != 0 {
                found.append(UInt32(truncatingIfNeeded: index * 64 + rest.trailingZeroBitCount))
                rest &= rest - 1
            }
        }
        return found
    }
}
