/// What things take on the heap, as the allocator rounds it: multiples of 16 bytes with a word of its own.
enum Footprint {
    /// An array's storage with room for so many bytes: Swift's header is 32.
    static func array(_ bytes: Int) -> Int { bytes == 0 ? 0 : (bytes + 32 + 8 + 15) & ~15 }

    /// The storage of an array, what it has to spare included.
    static func array<Element>(_ elements: [Element]) -> Int {
        array(elements.capacity * MemoryLayout<Element>.stride)
    }

    /// A text beyond the 15 bytes that fit in place.
    static func text(_ text: String) -> Int { text.utf8.count <= 15 ? 0 : array(text.utf8.count) }
}

extension Array {
    /// Adds an element; where room is wanted, an eighth more of it, not as much again.
    mutating func appendSparingly(_ element: Element) {
        if count == capacity { reserveCapacity(count + Swift.max(2, count / 8)) }
        append(element)
    }
}
