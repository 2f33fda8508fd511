/// What is due when: a binary heap by time, and by order of arrival where the time is the same.
struct EventQueue<Element> {
    private struct Entry {
        var at: Int64
        var order: UInt64
        var element: Element

        func isBefore(_ other: Entry) -> Bool { at == other.at ? order < other.order : at < other.at }
    }

    private var entries: [Entry] = []
    private var order: UInt64 = 0

    mutating func add(_ element: Element, at time: Int64) {
        order += 1
        entries.append(Entry(at: time, order: order, element: element))
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard entries[child].isBefore(entries[parent]) else { return }
            entries.swapAt(child, parent)
            child = parent
        }
    }

    /// Takes out what is due next.
    mutating func next() -> (at: Int64, element: Element)? {
        guard let first = entries.first else { return nil }
        let last = entries.removeLast()
        if !entries.isEmpty {
            entries[0] = last
            sink()
        }
        return (first.at, first.element)
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < entries.count {
                if entries[child].isBefore(entries[least]) { least = child }
            }
            guard least != parent else { return }
            entries.swapAt(parent, least)
            parent = least
        }
    }
}
