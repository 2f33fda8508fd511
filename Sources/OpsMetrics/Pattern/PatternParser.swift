/// Reads RE2 syntax, as Go's package `regexp` has it (github.com/google/re2/wiki/Syntax), into a tree.
struct PatternParser {
    static let depthLimit = 200
    /// The largest count of a repetition, and of nested ones multiplied.
    static let repeatLimit = 1_000

    /// What `(?imsU)` turns on.
    struct Flags {
        var ignoresCase = false
        /// `^` and `$` hold at lines too.
        var hasLines = false
        /// As Prometheus 3 compiles its matchers: `(?s:…)`.
        var dotTakesNewlines = true
        /// `x*` is lazy and `x*?` greedy.
        var swapsGreed = false
    }

    let input: [Unicode.Scalar]
    var place = 0
    var flags = Flags()
    var groupNames: [String?] = []
    private var depth = 0

    init(_ text: String) {
        input = Array(text.unicodeScalars)
    }

    mutating func parse() throws(PatternError) -> PatternNode {
        let node = try parseChoice()
        guard place == input.count else { throw error("unexpected )") }
        return node
    }

    var current: Unicode.Scalar? { place < input.count ? input[place] : nil }

    /// Whether the text goes on like this.
    func comes(_ text: String) -> Bool { input[place...].starts(with: text.unicodeScalars) }

    func error(_ message: String) -> PatternError { PatternError(message: message, offset: place) }

    mutating func take(_ text: String) -> Bool {
        guard comes(text) else { return false }
        place += text.unicodeScalars.count
        return true
    }

    mutating func next(_ wanted: String) throws(PatternError) -> Unicode.Scalar {
        guard let scalar = current else { throw error("the pattern ends where \(wanted) was expected") }
        place += 1
        return scalar
    }

    mutating func parseChoice() throws(PatternError) -> PatternNode {
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
            if scalar == "{", try parseBounds() != nil { throw error("missing argument to repetition operator") }
            // Of a quoted text only the last character is repeated; behind flags, what stands before them.
            parts += take("\\Q") ? try parseQuoted() : try parseAtom().map { [$0] } ?? []
            guard let bounds = try parseBounds() else { continue }
            guard let last = parts.popLast() else { throw error("missing argument to repetition operator") }
            parts.append(try repeated(last, bounds))
        }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    /// Everything up to `\E` as it is. Without that the end of Prometheus' own `(?s:…)` would be quoted too.
    private mutating func parseQuoted() throws(PatternError) -> [PatternNode] {
        var parts: [PatternNode] = []
        while !take("\\E") { parts.append(literal(try next("\\E behind \\Q"))) }
        return parts
    }

    private mutating func repeated(_ atom: PatternNode, _ bounds: (Int, Int?)) throws(PatternError) -> PatternNode {
        let greedy = take("?") == flags.swapsGreed
        let node = PatternNode.repeated(atom, least: bounds.0, most: bounds.1, greedy: greedy)
        guard node.repetitions(limit: Self.repeatLimit) <= Self.repeatLimit else { throw error("invalid repeat count") }
        if try parseBounds() != nil { throw error("invalid nested repetition operator") }
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
        if take(",") {
            most = parseNumber()
            if most == nil, current != "}" { place = start; return nil }
        }
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

    /// Nil where only flags stand.
    private mutating func parseAtom() throws(PatternError) -> PatternNode? {
        let scalar = try next("a character")
        switch scalar {
        case ".": return .set(flags.dotTakesNewlines ? .all : .allButNewline)
        case "^": return .assertion(flags.hasLines ? .lineStart : .textStart)
        case "$": return .assertion(flags.hasLines ? .lineEnd : .textEnd)
        case "(": return try parseGroup()
        case "[": return .set(try parseClass())
        case "\\": return try parseEscape()
        case "*", "+", "?": place -= 1; throw error("missing argument to repetition operator")
        default: return literal(scalar)
        }
    }

    func literal(_ scalar: Unicode.Scalar) -> PatternNode {
        let set = ScalarSet(scalar)
        return .set(flags.ignoresCase ? set.foldingCase : set)
    }
}
