/// The exemplars of one cell's series: for each the first event after the cell was last read.
///
/// To keep the newest would cost more than counting does, and who reads the cell sees one of them at most. The store reads
/// every cell once a second, so what is exposed is a second old at most where events come that often.
struct KeptExemplars {
    private struct Slot {
        var exemplar: RecordedExemplar?
        var reading: UInt32
    }

    /// Empty until the first event.
    private var slots: [Slot] = []
    private var reading: UInt32 = 0

    /// The exemplars by the index of their series.
    var byIndex: [Int: RecordedExemplar] {
        var found: [Int: RecordedExemplar] = [:]
        for (index, slot) in slots.enumerated() { found[index] = slot.exemplar }
        return found
    }

    /// Tells that the cell is read: from now on every series takes a new exemplar.
    mutating func noteReading() { reading &+= 1 }

    /// Whether the series at `index` has none since the last reading.
    func wants(_ index: Int) -> Bool {
        slots.isEmpty || slots.indices.contains(index) && slots[index].reading != reading
    }

    /// Keeps the exemplar of the series at `index` of `count`.
    mutating func keep(_ exemplar: RecordedExemplar, at index: Int, of count: Int) {
        if slots.isEmpty { slots = [Slot](repeating: Slot(reading: reading &- 1), count: count) }
        guard slots.indices.contains(index) else { return }
        slots[index] = Slot(exemplar: exemplar, reading: reading)
    }
}
