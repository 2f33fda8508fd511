/// Reads RE2 syntax into a tree.
struct PatternParser {
    private static let depthLimit = 200
    private static let repeatLimit = 1_000

    private let input: [Unicode.Scalar]
    private var place = 0
    private var depth = 0
    private var ignoresCase = false
    /// As Prometheus 3 compiles its matchers: `(?s:…)`.
    private var dotTakesNewlines = true
    private(set) var groupNames: [String?] = []

    init(_ text: String) {
        input = Array(text.unicodeScalars)
    }

    mutating func parse() throws(PatternError) -> PatternNode {
        let node = try parseChoice()
        guard place == input.count else { throw error("unexpected )") }
        return node
    }

    private var current: Unicode.Scalar? { place < input.count ? input[place] : nil }

    private func error(_ message: String) -> PatternError {
        PatternError(message: message, offset: place)
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard current == scalar else { return false }
        place += 1
        return true
    }

    private mutating func next(_ wanted: String) throws(PatternError) -> Unicode.Scalar {
        guard let scalar = current else { throw error("the pattern ends where \(wanted) was expected") }
        place += 1
        return scalar
    }

    private mutating func parseChoice() throws(PatternError) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else { throw error("groups nest too deeply") }
        var ways = [try parseSequence()]
        while take("|") { ways.append(try parseSequence()) }
        return ways.count == 1 ? ways[0] : .choice(ways)
    }

    private mutating func parseSequence() throws(PatternError) -> PatternNode {
        var parts: [PatternNode] = []
        while let scalar = current, scalar != "|", scalar != ")" {
            parts.append(try parseRepeats(of: try parseAtom()))
        }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func parseRepeats(of atom: PatternNode) throws(PatternError) -> PatternNode {
        guard let bounds = try parseBounds() else { return atom }
        let greedy = !take("?")
        let node = PatternNode.repeated(atom, least: bounds.0, most: bounds.1, greedy: greedy)
        if try parseBounds() != nil { throw error("nested repetition operator") }
        return node
    }

    private mutating func parseBounds() throws(PatternError) -> (Int, Int?)? {
        switch current {
        case "*": place += 1; return (0, nil)
        case "+": place += 1; return (1, nil)
        case "?": place += 1; return (0, 1)
        case "{": return try parseCounted()
        default: return nil
        }
    }

    /// `{n}`, `{n,}` or `{n,m}`; anything else in braces is literal, as in RE2.
    private mutating func parseCounted() throws(PatternError) -> (Int, Int?)? {
        let start = place
        place += 1
        guard let least = parseNumber() else { place = start; return nil }
        var most: Int? = least
        if take(",") { most = parseNumber() }
        guard take("}") else { place = start; return nil }
        guard least <= Self.repeatLimit, (most ?? 0) <= Self.repeatLimit, most.map({ $0 >= least }) ?? true else {
            throw error("invalid repeat count")
        }
        return (least, most)
    }

    private mutating func parseNumber() -> Int? {
        var number: Int?
        while let scalar = current, ScalarSet.digits.contains(scalar), (number ?? 0) < 100_000 {
            number = (number ?? 0) * 10 + Int(scalar.value - 0x30)
            place += 1
        }
        return number
    }

    private mutating func parseAtom() throws(PatternError) -> PatternNode {
        let scalar = try next("a character")
        switch scalar {
        case ".": return .any(newlines: dotTakesNewlines)
        case "^": return .textStart
        case "$": return .textEnd
        case "(": return try parseGroup()
        case "[": return .set(try parseClass())
        case "\\": return try parseEscape()
        case "*", "+", "?": place -= 1; throw error("missing argument to repetition operator")
        default: return literal(scalar)
        }
    }

    private func literal(_ scalar: Unicode.Scalar) -> PatternNode {
        guard ignoresCase else { return .scalar(scalar) }
        var set = ScalarSet(ranges: [scalar.value...scalar.value])
        set.foldCase()
        return set.ranges.count == 1 ? .scalar(scalar) : .set(set)
    }

    private mutating func parseGroup() throws(PatternError) -> PatternNode {
        let flags = (ignoresCase, dotTakesNewlines)
        var index: Int?
        if take("?") {
            if current == "P" || current == "<" {
                index = try openGroup(named: try parseGroupName())
            } else if try parseFlags() {
                return .empty
            }
        } else {
            index = try openGroup(named: nil)
        }
        let inner = try parseChoice()
        guard take(")") else { throw error("missing )") }
        (ignoresCase, dotTakesNewlines) = flags
        return .group(inner, index: index)
    }

    private mutating func openGroup(named name: String?) throws(PatternError) -> Int {
        guard groupNames.count < 100 else { throw error("more than 100 capturing groups") }
        groupNames.append(name)
        return groupNames.count
    }

    private mutating func parseGroupName() throws(PatternError) -> String {
        _ = take("P")
        guard take("<") else { throw error("expected < and a group's name") }
        var name = String.UnicodeScalarView()
        while let scalar = current, ScalarSet.word.contains(scalar) { name.append(scalar); place += 1 }
        guard !name.isEmpty, take(">") else { throw error("invalid group name") }
        return String(name)
    }

    /// Flags up to `:` (the group goes on, false) or `)` (the flags hold for the rest, true).
    private mutating func parseFlags() throws(PatternError) -> Bool {
        var turnsOn = true
        while true {
            switch try next("a flag") {
            case "i": ignoresCase = turnsOn
            case "s": dotTakesNewlines = turnsOn
            case "-": turnsOn = false
            case ":": return false
            case ")": return true
            default: place -= 1; throw error("expected a flag (i, s) or a group's contents")
            }
        }
    }

    private mutating func parseEscape() throws(PatternError) -> PatternNode {
        switch current {
        case "b": place += 1; return .wordBoundary(true)
        case "B": place += 1; return .wordBoundary(false)
        case "A": place += 1; return .textStart
        case "z": place += 1; return .textEnd
        default: break
        }
        if let set = parseNamedClass() { return .set(set) }
        return literal(try parseEscapedScalar())
    }

    private mutating func parseNamedClass() -> ScalarSet? {
        var set: ScalarSet
        switch current {
        case "d", "D": set = .digits
        case "s", "S": set = .spaces
        case "w", "W": set = .word
        default: return nil
        }
        set.isNegated = current.map { $0.value < 0x61 } ?? false
        place += 1
        return set
    }

    private mutating func parseEscapedScalar() throws(PatternError) -> Unicode.Scalar {
        let scalar = try next("an escaped character")
        switch scalar {
        case "n": return "\n"
        case "t": return "\t"
        case "r": return "\r"
        case "f": return "\u{0C}"
        case "v": return "\u{0B}"
        case "a": return "\u{07}"
        case "x": return try parseHexadecimal()
        default:
            guard !ScalarSet.word.contains(scalar) || scalar == "_" else {
                place -= 1
                throw error("unknown escape \\\(scalar)")
            }
            return scalar
        }
    }

    private mutating func parseHexadecimal() throws(PatternError) -> Unicode.Scalar {
        let braced = take("{")
        var digits = ""
        while let scalar = current, scalar.properties.isASCIIHexDigit, digits.count < (braced ? 6 : 2) {
            digits.unicodeScalars.append(scalar)
            place += 1
        }
        if braced && !take("}") { throw error("missing } after \\x{") }
        guard braced || digits.count == 2, let code = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(code)
        else { throw error("invalid hexadecimal escape") }
        return scalar
    }

    private mutating func parseClass() throws(PatternError) -> ScalarSet {
        var set = ScalarSet()
        let isNegated = take("^")
        var isFirst = true
        while isFirst || current != "]" {
            isFirst = false
            try parseClassItem(into: &set)
        }
        place += 1
        if ignoresCase { set.foldCase() }
        set.isNegated = isNegated
        return set
    }

    private mutating func parseClassItem(into set: inout ScalarSet) throws(PatternError) {
        if current == "[", place + 1 < input.count, input[place + 1] == ":" {
            return set.formUnion(try parsePosixClass())
        }
        if current == "\\" {
            place += 1
            if let named = parseNamedClass() { return set.formUnion(named) }
            place -= 1
        }
        let low = try parseClassScalar()
        guard current == "-", place + 1 < input.count, input[place + 1] != "]" else {
            return set.ranges.append(low.value...low.value)
        }
        place += 1
        let high = try parseClassScalar()
        guard low.value <= high.value else { throw error("invalid character class range") }
        set.ranges.append(low.value...high.value)
    }

    private mutating func parseClassScalar() throws(PatternError) -> Unicode.Scalar {
        let scalar = try next("] at the end of the character class")
        return scalar == "\\" ? try parseEscapedScalar() : scalar
    }

    private mutating func parsePosixClass() throws(PatternError) -> ScalarSet {
        let names: [(String, [ClosedRange<UInt32>])] = [
            ("alnum", [0x30...0x39, 0x41...0x5A, 0x61...0x7A]), ("alpha", [0x41...0x5A, 0x61...0x7A]),
            ("digit", [0x30...0x39]), ("lower", [0x61...0x7A]), ("upper", [0x41...0x5A]),
            ("space", [0x09...0x0D, 0x20...0x20]), ("xdigit", [0x30...0x39, 0x41...0x46, 0x61...0x66]),
            ("word", ScalarSet.word.ranges), ("punct", [0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E]),
        ]
        for (name, ranges) in names {
            let spelled = Array("[:\(name):]".unicodeScalars)
            if input[place...].starts(with: spelled) {
                place += spelled.count
                return ScalarSet(ranges: ranges)
            }
        }
        throw error("unknown character class")
    }
}
