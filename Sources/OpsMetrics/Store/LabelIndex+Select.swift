extension LabelIndex {
    /// The slots that fulfil all conditions, ascending; nil where there is no condition, so that all do.
    ///
    /// Patterns are asked once for each value of the label, not once for each series.
    func select(_ matchers: [Matcher]) -> [UInt32]? {
        var sure: [[UInt32]] = []
        var others: [(isKept: Bool, set: SlotSet)] = []
        for matcher in matchers {
            let values = names[matcher.name]?.slots ?? [:]
            if matcher.operation == .equal, !matcher.value.isEmpty {
                guard let slots = values[matcher.value] else { return [] }
                sure.append(slots)
                continue
            }
            // Who has no such label counts as empty: where empty will do, those go that have a value that will not.
            let takesEmpty = matcher.matches("")
            var set = SlotSet()
            for (value, slots) in values where matcher.matches(value) != takesEmpty { set.insert(slots) }
            others.append((!takesEmpty, set))
        }
        if sure.isEmpty, let index = others.firstIndex(where: \.isKept) { sure = [others.remove(at: index).set.slots] }
        guard !sure.isEmpty || !others.isEmpty else { return nil }
        sure.sort { $0.count < $1.count }
        var found = sure.first ?? allSlots()
        for list in sure.dropFirst() { found = Self.intersection(found, list) }
        for other in others { found = found.filter { other.set.contains($0) == other.isKept } }
        return found
    }

    private func allSlots() -> [UInt32] {
        var set = SlotSet()
        for values in names.values { for slots in values.slots.values { set.insert(slots) } }
        return set.slots
    }

    private static func intersection(_ few: [UInt32], _ many: [UInt32]) -> [UInt32] {
        var found: [UInt32] = []
        var place = 0
        for slot in few {
            while place < many.count, many[place] < slot { place += 1 }
            guard place < many.count else { break }
            if many[place] == slot { found.append(slot) }
        }
        return found
    }
}

/// A set of slots as bits.
struct SlotSet {
    private var words: [UInt64] = []

    mutating func insert(_ slots: [UInt32]) {
        if let last = slots.last, Int(last >> 6) >= words.count {
            words.append(contentsOf: repeatElement(0, count: Int(last >> 6) + 1 - words.count))
        }
        for slot in slots { words[Int(slot >> 6)] |= 1 << UInt64(slot & 63) }
    }

    func contains(_ slot: UInt32) -> Bool {
        Int(slot >> 6) < words.count && words[Int(slot >> 6)] & (1 << UInt64(slot & 63)) != 0
    }

    var slots: [UInt32] {
        var found: [UInt32] = []
        for (index, word) in words.enumerated() {
            var rest = word
            while rest != 0 {
                found.append(UInt32(index * 64 + rest.trailingZeroBitCount))
                rest &= rest - 1
            }
        }
        return found
    }
}
