/// A label that some series of the store has: its value, once, and in which slots those series are.
struct IndexedLabel: Sendable {
    private static let none = UInt32.max

    /// The number of its name, and its value.
    let name: UInt32
    /// The only slot, where there is but one: many labels have one series, and a list costs 48 bytes.
    private var single: UInt32
    let value: String
    private var list: [UInt32] = []

    /// A label of one series.
    init(name: UInt32, value: String, slot: UInt32) {
        (self.name, self.value, single) = (name, value, slot)
    }

    /// No series has it any more.
    var isUnused: Bool { single == Self.none && list.isEmpty }

    /// The slots in ascending order.
    var slots: [UInt32] { single == Self.none ? list : [single] }

    /// Bytes of its list on the heap.
    var listFootprint: Int { Footprint.array(list) }

    /// Adds a slot.
    mutating func insert(_ slot: UInt32) {
        if single != Self.none {
            list = [min(single, slot), max(single, slot)]
            single = Self.none
            return
        }
        guard let last = list.last, last >= slot else { return list.appendSparingly(slot) }
        let place = list.place(of: slot)
        guard list[place] != slot else { return }
        if list.count == list.capacity { list.reserveCapacity(list.count + max(2, list.count / 8)) }
        list.insert(slot, at: place)
    }

    /// Takes out the slots of a set.
    mutating func remove(_ gone: SlotSet) {
        if single != Self.none {
            if gone.contains(single) { single = Self.none }
            return
        }
        list.removeAll(where: gone.contains)
        if list.count == 1 {
            (single, list) = (list[0], [])
        } else if list.count < list.capacity / 2 {
            list = list.map { $0 }
        }
    }
}

extension [UInt32] {
    /// Where in the ascending list a number is, or would be.
    func place(of number: UInt32, from start: Int = 0) -> Int {
        var (low, high) = (start, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
