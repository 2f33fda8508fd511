/// A regular expression in RE2's syntax, matched against a whole text, in time linear in the text's length.
///
/// Label values and patterns come from outside, so a backtracking engine would let one label stop the server. Texts, sets of
/// texts and their beginnings are compared; else an automaton with one look-up a character answers, and for captured groups
/// the parallel simulation of Thompson's automaton as Pike described it (swtch.com/~rsc/regexp/regexp2.html). As in
/// Prometheus 3 the dot matches a line break too. The syntax is that of Go's package `regexp`: all of RE2 but `\C`; of the
/// scripts that `\p{…}` names, the thirteen commonest.
public struct Pattern: Sendable {
    /// The pattern as written.
    public let text: String
    /// Names of the capturing groups; the group without a name is nil. Index 0 is the first group.
    public let groupNames: [String?]
    let program: [PatternStep]
    private let shortcut: PatternShortcut?
    private let automaton: PatternAutomaton?

    /// Compiles a pattern.
    ///
    /// - Throws: `PatternError` with the place, where the pattern is malformed, or longer than 10,000 steps compiled.
    public init(_ text: String) throws(PatternError) {
        var parser = PatternParser(text)
        let node = try parser.parse()
        var compiler = PatternCompiler()
        try compiler.compile(node)
        self.text = text
        groupNames = parser.groupNames
        program = compiler.steps + [.match]
        shortcut = PatternShortcut(node)
        automaton = shortcut == nil ? PatternAutomaton(program) : nil
    }

    /// All texts that the pattern matches, where they are at most 1,000 (`a|b|c`): an index can be asked for each; else nil.
    public var texts: Set<String>? {
        if case .texts(let texts) = shortcut { return texts }
        return nil
    }

    /// Whether the pattern matches the whole of `subject`.
    public func matches(_ subject: String) -> Bool {
        if let shortcut { return shortcut.matches(subject) }
        return automaton?.matches(subject) ?? false
    }

    /// The captured groups (group 0 is everything; a group that took no part is nil), or nil where it does not match.
    public func captures(_ subject: String) -> [String?]? {
        guard matches(subject) else { return nil }
        if groupNames.isEmpty { return [subject] }
        let scalars = Array(subject.unicodeScalars)
        guard var slots = PatternRun(program: program, slotCount: slotCount).match(scalars) else { return nil }
        slots[0] = 0
        slots[1] = scalars.count
        return Self.texts(slots, of: scalars)
    }

    /// The leftmost match that begins at `start` or later, as Go's package finds it, or nil.
    ///
    /// - Parameters:
    ///   - start: At most the subject's count.
    ///   - work: Falls with what is done; the search ends with nil where it is spent.
    /// - Returns: Where the match is, and its groups as ``captures(_:)`` has them.
    func search(
        _ subject: [Unicode.Scalar], from start: Int, work: inout Int
    ) -> (place: Range<Int>, groups: [String?])? {
        let run = PatternRun(program: program, slotCount: slotCount)
        guard let slots = run.search(subject, from: start, work: &work) else { return nil }
        return (slots[0]..<slots[1], Self.texts(slots, of: subject))
    }

    private var slotCount: Int { 2 * (groupNames.count + 1) }

    private static func texts(_ slots: [Int], of subject: [Unicode.Scalar]) -> [String?] {
        stride(from: 0, to: slots.count, by: 2).map { index in
            guard slots[index] >= 0, slots[index + 1] >= slots[index] else { return nil }
            var view = String.UnicodeScalarView()
            view.append(contentsOf: subject[slots[index]..<slots[index + 1]])
            return String(view)
        }
    }
}
