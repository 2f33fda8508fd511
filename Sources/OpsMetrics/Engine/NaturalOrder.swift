/// The order of texts in which runs of digits count as numbers: `node-2` before `node-10`.
enum NaturalOrder {
    /// Whether `left` comes before `right`; false where they are equal.
    static func precedes(_ left: String, _ right: String) -> Bool {
        let (lefts, rights) = (runs(left), runs(right))
        for (one, other) in zip(lefts, rights) where one != other {
            if let number = UInt64(one), let otherNumber = UInt64(other) {
                if number == otherNumber { continue }
                return number < otherNumber
            }
            return Array(one.utf8).lexicographicallyPrecedes(Array(other.utf8))
        }
        return lefts.count < rights.count
    }

    /// The text cut between digits and other characters.
    private static func runs(_ text: String) -> [Substring] {
        var runs: [Substring] = []
        var rest = Substring(text)
        while let first = rest.utf8.first {
            let isDigit = isDigit(first)
            let end = rest.utf8.firstIndex { Self.isDigit($0) != isDigit } ?? rest.endIndex
            runs.append(rest[..<end])
            rest = rest[end...]
        }
        return runs
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
