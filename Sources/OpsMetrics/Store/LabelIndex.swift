/// Which series have which label: for each name its values, for each value the slots of its series in ascending order.
///
/// The texts here are the only copies of names and values; labels of stored series share them.
struct LabelIndex: Sendable {
    struct Values: Sendable {
        var slots: [String: [UInt32]] = [:]
    }

    private(set) var names: [String: Values] = [:]
    /// Bytes of texts, lists and table entries.
    private(set) var footprint = 0

    /// What a value costs beside its text: an entry of 24 bytes in a table that is five ninths full on average, and a
    /// list on the heap. What a name costs, and an entry of a list, which has room for a third more.
    private static let valueCost = 92
    private static let nameCost = 120
    private static let entryCost = 6

    /// Adds a series; its labels built of shared texts.
    mutating func add(_ labels: Labels, slot: UInt32) -> Labels {
        let shared = labels.pairs.map { label in
            let nameIndex = names.index(forKey: label.name)
            let name = nameIndex.map { names[$0].key } ?? label.name
            if nameIndex == nil { footprint += Self.nameCost + Footprint.text(name) }
            let value = add(slot, name, label.value)
            return Label(name: name, value: value)
        }
        return Labels(sorted: shared)
    }

    /// Removes series, which must have been added with these labels.
    mutating func remove(_ series: [(labels: Labels, slot: UInt32)]) {
        var touched: [Label: Set<UInt32>] = [:]
        for (labels, slot) in series {
            for label in labels.pairs { touched[label, default: []].insert(slot) }
        }
        for (label, gone) in touched {
            guard var slots = names[label.name]?.slots[label.value] else { continue }
            // Taken out first, so that the list is changed in place.
            names[label.name]?.slots[label.value] = nil
            slots.removeAll { gone.contains($0) }
            footprint -= Self.entryCost * gone.count
            if slots.isEmpty {
                footprint -= Self.valueCost + Footprint.text(label.value)
            } else {
                names[label.name]?.slots[label.value] = slots
            }
            if names[label.name]?.slots.isEmpty == true {
                names[label.name] = nil
                footprint -= Self.nameCost + Footprint.text(label.name)
            }
        }
    }

    private mutating func add(_ slot: UInt32, _ name: String, _ value: String) -> String {
        footprint += Self.entryCost
        var shared = value
        let change = { (values: inout Values) in
            if let index = values.slots.index(forKey: value) {
                shared = values.slots[index].key
                Self.insert(slot, &values.slots.values[index])
                return 0
            }
            values.slots[value] = [slot]
            return Self.valueCost + Footprint.text(value)
        }
        footprint += change(&names[name, default: Values()])
        return shared
    }

    private static func insert(_ slot: UInt32, _ slots: inout [UInt32]) {
        guard let last = slots.last, last >= slot else { return slots.append(slot) }
        var (low, high) = (0, slots.count)
        while low < high {
            let middle = (low + high) / 2
            if slots[middle] < slot { low = middle + 1 } else { high = middle }
        }
        if low == slots.count || slots[low] != slot { slots.insert(slot, at: low) }
    }
}
