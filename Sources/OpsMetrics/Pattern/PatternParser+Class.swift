extension PatternParser {
    /// What stands behind `[`.
    mutating func parseClass() throws(PatternError) -> ScalarSet {
        let isNegated = take("^")
        var ranges: [ClosedRange<UInt32>] = []
        var named: [ScalarSet] = []
        var isFirst = true
        while isFirst || current != "]" {
            isFirst = false
            if let set = try parseClassInClass() { named.append(set) } else { ranges.append(try parseClassRange()) }
        }
        place += 1
        var set = ScalarSet(ranges)
        if flags.ignoresCase { set = set.foldingCase }
        // The named ones are folded already, before they were turned over.
        if let first = named.first {
            set = named.count == 1 && ranges.isEmpty ? first : ScalarSet(named.flatMap(\.ranges) + set.ranges)
        }
        return isNegated ? set.inverted : set
    }

    /// `[:alpha:]`, `\d` or `\pL`; nil where none of these comes.
    private mutating func parseClassInClass() throws(PatternError) -> ScalarSet? {
        if comes("[:"), let set = try parsePosixClass() { return set }
        guard comes("\\") else { return nil }
        place += 1
        if let set = try parseNamedClass() { return set }
        place -= 1
        return nil
    }

    private mutating func parseClassRange() throws(PatternError) -> ClosedRange<UInt32> {
        let low = try parseClassScalar()
        guard current == "-", place + 1 < input.count, input[place + 1] != "]" else {
            return low.value...low.value
        }
        place += 1
        let high = try parseClassScalar()
        guard low.value <= high.value else { throw error("invalid character class range") }
        return low.value...high.value
    }

    private mutating func parseClassScalar() throws(PatternError) -> Unicode.Scalar {
        let scalar = try next("] at the end of the character class")
        return scalar == "\\" ? try parseEscapedScalar() : scalar
    }

    /// `[:alpha:]` or `[:^alpha:]`; nil where the name does not end, as then its characters stand for themselves.
    private mutating func parsePosixClass() throws(PatternError) -> ScalarSet? {
        var end = place + 2
        while end + 1 < input.count, !(input[end] == ":" && input[end + 1] == "]") { end += 1 }
        guard end + 1 < input.count else { return nil }
        var name = String.UnicodeScalarView(input[(place + 2)..<end])
        let isNegated = name.first == "^"
        if isNegated { name.removeFirst() }
        guard let ranges = Self.posix[String(name)] else { throw error("invalid character class range") }
        place = end + 2
        return taking(ScalarSet(ranges), isNegated: isNegated)
    }

    /// A class with the other cases of its letters where case does not matter; turned over after that.
    private func taking(_ set: ScalarSet, isNegated: Bool) -> ScalarSet {
        let taken = flags.ignoresCase ? set.foldingCase : set
        return isNegated ? taken.inverted : taken
    }

    private static let posix: [String: [ClosedRange<UInt32>]] = [
        "alnum": [0x30...0x39, 0x41...0x5A, 0x61...0x7A], "alpha": [0x41...0x5A, 0x61...0x7A], "ascii": [0...0x7F],
        "blank": [0x09...0x09, 0x20...0x20], "cntrl": [0...0x1F, 0x7F...0x7F], "digit": [0x30...0x39],
        "graph": [0x21...0x7E], "lower": [0x61...0x7A], "print": [0x20...0x7E],
        "punct": [0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E], "space": [0x09...0x0D, 0x20...0x20],
        "upper": [0x41...0x5A], "word": ScalarSet.word.ranges, "xdigit": [0x30...0x39, 0x41...0x46, 0x61...0x66],
    ]

    /// Behind `\`: `d`, `s`, `w`, `pN`, `p{Greek}`, and in capitals what is not in them; nil where it is none of these.
    mutating func parseNamedClass() throws(PatternError) -> ScalarSet? {
        let set: ScalarSet
        switch current {
        case "d", "D": set = .digits
        case "s", "S": set = .spaces
        case "w", "W": set = .word
        case "p", "P": return try parseUnicodeClass()
        default: return nil
        }
        let isNegated = current.map { $0.value < 0x61 } ?? false
        place += 1
        return taking(set, isNegated: isNegated)
    }

    private mutating func parseUnicodeClass() throws(PatternError) -> ScalarSet {
        var isNegated = take("P")
        if !isNegated { _ = take("p") }
        var name = String.UnicodeScalarView()
        if take("{") {
            if take("^") { isNegated.toggle() }
            while let scalar = current, scalar != "}", name.count < 40 {
                name.append(scalar)
                place += 1
            }
            guard take("}") else { throw error("expected } behind the name of a character class") }
        } else {
            name.append(try next("the name of a character class"))
        }
        guard let set = UnicodeClass.set(String(name), folding: flags.ignoresCase, isNegated: isNegated) else {
            let known = UnicodeScript.names.joined(separator: ", ")
            throw error(
                "unknown character class \(String(name)): categories such as L, Lu, Nd and these scripts: \(known)")
        }
        return set
    }
}
