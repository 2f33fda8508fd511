/// Finds numbers by a hash of what they stand for: open addressing with linear probing, four bytes a place.
///
/// What a number stands for lies elsewhere, so callers compare, and say its hash again where places change.
struct NumberTable: Sendable {
    private static let empty = UInt32.max
    private static let leastPlaces = 16

    /// A power of two of places, three quarters taken at most.
    private var places: [UInt32] = []
    private(set) var count = 0

    /// Bytes on the heap.
    var footprint: Int { Footprint.array(places.capacity * MemoryLayout<UInt32>.stride) }

    /// The number with this hash that is the one wanted.
    @inline(__always)
    func find(_ hash: Int, where isWanted: (UInt32) -> Bool) -> UInt32? {
        guard !places.isEmpty else { return nil }
        let mask = places.count - 1
        var place = hash & mask
        while places[place] != Self.empty {
            if isWanted(places[place]) { return places[place] }
            place = (place + 1) & mask
        }
        return nil
    }

    /// Adds a number that is not in the table.
    mutating func insert(_ number: UInt32, _ hash: Int, hashOf: (UInt32) -> Int) {
        if (count + 1) * 4 > places.count * 3 { resize(to: max(places.count * 2, Self.leastPlaces), hashOf) }
        put(number, hash)
        count += 1
    }

    /// Takes a number out; those behind it move up, so that no place is lost.
    mutating func remove(_ number: UInt32, _ hash: Int, hashOf: (UInt32) -> Int) {
        guard !places.isEmpty else { return }
        let mask = places.count - 1
        var hole = hash & mask
        while places[hole] != number {
            guard places[hole] != Self.empty else { return }
            hole = (hole + 1) & mask
        }
        var next = (hole + 1) & mask
        while places[next] != Self.empty {
            // One may move into the hole where that is not before its own first place.
            if (next &- hashOf(places[next])) & mask >= (next &- hole) & mask {
                places[hole] = places[next]
                hole = next
            }
            next = (next + 1) & mask
        }
        places[hole] = Self.empty
        count -= 1
        if places.count > Self.leastPlaces, count * 6 < places.count { resize(to: places.count / 2, hashOf) }
    }

    private mutating func resize(to size: Int, _ hashOf: (UInt32) -> Int) {
        let old = places
        places = Array(repeating: Self.empty, count: size)
        for number in old where number != Self.empty { put(number, hashOf(number)) }
    }

    private mutating func put(_ number: UInt32, _ hash: Int) {
        let mask = places.count - 1
        var place = hash & mask
        while places[place] != Self.empty { place = (place + 1) & mask }
        places[place] = number
    }
}
