/// A regular expression in RE2's syntax, matched against a whole text, in time linear in the text's length.
///
/// Label values and patterns come from outside, so a backtracking engine would let one label stop the server. This is
/// the parallel simulation of Thompson's automaton as Pike described it (swtch.com/~rsc/regexp/regexp2.html). As in
/// Prometheus 3 the dot matches a line break too. Not supported: Unicode classes by name (`\p{…}`).
public struct Pattern: Sendable {
    /// The pattern as written.
    public let text: String
    /// Names of the capturing groups; the group without a name is nil. Index 0 is the first group.
    public let groupNames: [String?]
    let program: [PatternStep]

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
    }

    /// Whether the pattern matches the whole of `subject`.
    public func matches(_ subject: String) -> Bool {
        PatternRun(program: program, slotCount: 0).match(Array(subject.unicodeScalars)) != nil
    }

    /// The captured groups (group 0 is everything; a group that took no part is nil), or nil where it does not match.
    public func captures(_ subject: String) -> [String?]? {
        let scalars = Array(subject.unicodeScalars)
        let slotCount = 2 * (groupNames.count + 1)
        guard var slots = PatternRun(program: program, slotCount: slotCount).match(scalars) else { return nil }
        slots[0] = 0
        slots[1] = scalars.count
        return stride(from: 0, to: slotCount, by: 2).map { index in
            guard slots[index] >= 0, slots[index + 1] >= slots[index] else { return nil }
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars[slots[index]..<slots[index + 1]])
            return String(view)
        }
    }
}
