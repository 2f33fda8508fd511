/// The labels of all series as numbers, one series after the other in a single array: the count, then the labels' numbers
/// in ascending order of their names.
struct LabelSets: Sendable {
    private var numbers: [UInt32] = []
    /// Numbers of series that are gone.
    private var unused = 0

    /// Bytes on the heap.
    var footprint: Int { Footprint.array(numbers) }

    /// Whether there is more of the gone than of the rest.
    var isMostlyUnused: Bool { unused > 1_024 && unused > numbers.count / 2 }

    /// Whether a place can be told apart in 32 bits still.
    func hasRoom(for count: Int) -> Bool { numbers.count + count < Int(UInt32.max) }

    /// Begins the set of a series with so many labels; where it is.
    mutating func begin(_ count: Int) -> UInt32 {
        let place = UInt32(truncatingIfNeeded: numbers.count)
        if numbers.capacity < numbers.count + count + 1 {
            numbers.reserveCapacity(numbers.count + count + 1 + numbers.count / 8)
        }
        numbers.append(UInt32(truncatingIfNeeded: count))
        return place
    }

    mutating func append(_ number: UInt32) { numbers.append(number) }

    /// The labels of the set at a place.
    @inline(__always)
    subscript(_ place: UInt32) -> ArraySlice<UInt32> {
        let first = Int(place) + 1
        return numbers[first..<first + Int(numbers[Int(place)])]
    }

    /// Forgets a set: its room is got back later, all at once.
    mutating func remove(at place: UInt32) {
        unused += 1 + Int(numbers[Int(place)])
    }

    /// Copies a set of another array; where it is now.
    mutating func take(_ set: ArraySlice<UInt32>) -> UInt32 {
        let place = begin(set.count)
        numbers.append(contentsOf: set)
        return place
    }

    /// Empty, with room for what is in use here.
    var emptied: LabelSets {
        var sets = LabelSets()
        sets.numbers.reserveCapacity(numbers.count - unused)
        return sets
    }
}
