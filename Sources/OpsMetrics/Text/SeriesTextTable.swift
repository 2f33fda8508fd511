import Glibc

/// Finds what a caller keeps of a series (a store's reference) by the series' text, without decoding it.
///
/// Open addressing with linear probing; the texts lie in one array. A table that has forgotten many entries is best
/// made anew: entries are never removed one by one.
public struct SeriesTextTable<Value> {
    private struct Slot {
        var hash: UInt64 = 0
        /// Index of the entry plus one; 0 is an empty slot.
        var entry = 0
    }

    fileprivate struct Entry {
        let start: Int
        let count: Int
        var value: Value
    }

    private var slots: [Slot]
    private var entries: [Entry] = []
    private var texts: [UInt8] = []

    /// An empty table.
    public init() {
        slots = Array(repeating: Slot(), count: 1024)
    }

    /// Series in the table.
    public var count: Int { entries.count }

    /// What is kept for the sample's series, or nil.
    public subscript(_ sample: ExpositionSample) -> Value? {
        let text = sample.series
        return find(text, hash: sample.hash)
    }

    /// What is kept for a series' text of this hash, or nil.
    func find(_ text: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Value? {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot].entry != 0 {
            if slots[slot].hash == hash, matches(slots[slot].entry - 1, text) {
                return entries[slots[slot].entry - 1].value
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Keeps a value for the sample's series, which must not be in the table.
    public mutating func insert(_ value: Value, for sample: ExpositionSample) {
        if (entries.count + 1) * 2 > slots.count { grow() }
        let text = sample.series
        entries.append(Entry(start: texts.count, count: text.count, value: value))
        texts.append(contentsOf: text)
        place(sample.hash, entries.count)
    }

    private func matches(_ index: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let entry = entries[index]
        guard entry.count == text.count else { return false }
        return texts.withUnsafeBytes { bytes in
            guard let kept = bytes.baseAddress, let wanted = text.baseAddress else { return text.isEmpty }
            return memcmp(kept + entry.start, wanted, entry.count) == 0
        }
    }

    private mutating func place(_ hash: UInt64, _ entry: Int) {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot].entry != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = Slot(hash: hash, entry: entry)
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: Slot(), count: old.count * 2)
        for slot in old where slot.entry != 0 { place(slot.hash, slot.entry) }
    }
}

extension SeriesTextTable: Sendable where Value: Sendable {}
extension SeriesTextTable.Entry: Sendable where Value: Sendable {}
