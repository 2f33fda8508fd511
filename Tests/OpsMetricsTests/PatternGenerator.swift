/// Makes replacements by patterns at random, from a seed: of what may be empty, and of letters with other cases.
struct PatternGenerator {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    private static let atoms = [
        "a", "a", "a", "b", "b", "b", "", "$", "^", "c", ".", #"\b"#, "[^b]", "(?i)k", "(?i:[s-z])", "(?i:[^a-k])",
        #"(?i:[kb\W])"#, #"(?i:[^\w])"#, #"(?i:\pL)"#, #"(?i:\PL)"#, #"(?i:\p{Greek})"#, "(?i:Σ)", "(?i:ß)",
        "(?i:\u{B5})", #"(?i:[\x{370}-\x{3ff}])"#, #"(?i:[^\x{80}-\x{10ffff}])"#,
    ]
    private static let repetitions = ["*", "+", "?", "*?", "+?", "??", "{2}", "{0,2}", "{1,}", "{2,}?", "{0}"]
    private static let subjects = [
        "aab", "abab", "ba", "", "aacb", "aKbkK", "sSſab", "σςΣa", "\u{B5}\u{3BC}b\u{39C}", "ẞßa", "θϑb", "ıİiI a",
    ]

    private mutating func pick(_ choices: [String]) -> String { choices.randomElement(using: &random) ?? "" }

    private mutating func pattern(depth: Int) -> String {
        switch Int.random(in: 0..<(depth > 0 ? 10 : 3), using: &random) {
        case 0..<3: pick(Self.atoms)
        case 3..<5: "(\(pattern(depth: depth - 1))|\(pattern(depth: depth - 1)))"
        case 5..<8: "(\(pattern(depth: depth - 1)))\(pick(Self.repetitions))"
        default: pattern(depth: depth - 1) + pattern(depth: depth - 1)
        }
    }

    /// A template that replaces every match by its groups.
    mutating func replacement() -> String {
        "{{ reReplaceAll `\(pattern(depth: 4))` `<$0,$1,$2>` `\(pick(Self.subjects))` }}"
    }
}
