/// What things take on the heap, as the allocator rounds it: multiples of 16 bytes with a word of its own.
enum Footprint {
    /// An array's storage with room for so many bytes: Swift's header is 32.
    static func array(_ bytes: Int) -> Int { bytes == 0 ? 0 : (bytes + 32 + 8 + 15) & ~15 }

    /// A text beyond the 15 bytes that fit in place.
    static func text(_ text: String) -> Int { text.utf8.count <= 15 ? 0 : array(text.utf8.count) }
}
