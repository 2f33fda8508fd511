import Testing

@testable import OpsMetrics

@Suite("Patterns match as RE2 does, whole and in linear time")
struct PatternTests {
    @Test(
        "matches",
        arguments: [
            ("5..", "503", true), ("5..", "5033", false), ("a|b", "b", true), ("a|b", "ab", false), ("", "", true),
            (".*", "", true), (".+", "", false), (".", "\n", true), ("(?-s:.)", "\n", false),
            ("/ops/.*|/metrics", "/ops/x/y", true), ("/ops/.*|/metrics", "/metricsx", false),
            ("(?i)abc", "aBC", true), ("(?i:a)b", "AB", false), ("[a-c]+", "abcab", true), ("[^a-c]+", "xay", false),
            ("[]a]+", "]a", true), ("a{2,3}", "aa", true), ("a{2,3}", "aaaa", false), ("a{2,}", "aaaaa", true),
            ("a{,2}", "a{,2}", true), ("\\d+\\.\\d", "10.5", true), ("\\w+\\s\\S", "ab c", true),
            ("[[:alpha:]]+", "abZ", true), ("x\\x41\\x{42}", "xAB", true), ("a??b", "ab", true),
            ("foo\\b.*", "foo bar", true), ("^abc$", "abc", true), ("(a|ab)(c|bcd)", "abcd", true),
            ("é+", "éé", true), ("[à-ü]", "é", true), ("[^\\d]", "a", true),
            ("\\pL+", "aéΩ", true), ("\\p{Greek}", "Ω", true), ("\\P{Greek}", "Ω", false), ("\\p{^Lu}", "a", true),
            ("[\\p{Nd}_]+", "1_٣", true), ("\\p{Any}", "\u{10FFFF}", true), ("\\p{Han}+", "漢字", true),
            ("\\Qa.b*\\E+", "a.b**", true), ("\\Qa.b\\E", "axb", false), ("\\101\\012\\0", "A\n\0", true),
            ("[[:^digit:]]", "x", true), ("[[:word:]-]+", "a-b", true), ("a\\z", "a", true), ("\\Aa", "a", true),
            ("(?m)a$.^b", "a\nb", true), ("a$.^b", "a\nb", false), ("(?i)K", "\u{212A}", true), ("(?i)ÉS", "éſ", true),
            ("(?i)\\p{Lu}", "x", true), ("(?i)\\P{Lu}", "x", false), ("(?i)[[:^upper:]]", "x", false),
            ("(?i)\\p{Ll}", "ǅ", true), ("(?i)\\W", "\u{17F}", false),
            ("(?i)[x\\W]", "X", true), ("(?i)[a-z\\x{80}-\\x{10FFFF}]+", "ABC", true), ("(?i)\\pL+", "aX", true),
            ("(?i)σ", "ς", true), ("(?i)ς", "Σ", true), ("(?i)\u{3BC}", "\u{B5}", true), ("(?i)i", "ı", false),
            ("(?i)ı", "I", false), ("(?i)[\\W]", "\u{17F}", false), ("(?i)[^\\W]", "\u{17F}", true),
            ("(?i)ß", "\u{1E9E}", true), ("(?i)[a-k]", "\u{212A}", true), ("(?i)[^a-k]", "\u{212A}", false),
            ("(|a)*", "aa", true), ("(|a)+b", "aab", true), ("(?:a?){3,}", "aaaaa", true), ("(?:$|a)*?b", "aab", true),
            ("(?U)a+", "aaa", true), ("\\x{10FFFF}", "\u{10FFFF}", true), ("a\\Bb", "ab", true), ("(?<n>x)", "x", true),
            ("\\D", "é", true), ("[^\\pL]", "é", false), (".*\\.example\\.org", "a.example.org", true),
            (".*err.*", "an error", true), (".*err.*", "an eror", false), ("web-.*", "web", false),
        ] as [(String, String, Bool)])
    func matches(pattern: String, subject: String, wanted: Bool) throws {
        let compiled = try Pattern(pattern)
        #expect(compiled.matches(subject) == wanted)
        // The simulation, the automaton and the shortcut agree.
        let simulated = PatternRun(program: compiled.program, slotCount: 0).match(Array(subject.unicodeScalars)) != nil
        #expect(simulated == wanted)
        #expect(PatternAutomaton(compiled.program).matches(subject) == wanted)
        #expect((compiled.captures(subject) != nil) == wanted)
    }

    @Test(
        "malformed patterns are refused",
        arguments: [
            "{2}", "a|{1,}", "({0,2}a)", "{2,1}",
            "(", ")", "a**", "*a", "[a", "[b-a]", "a{1001}", "\\y", "(?x)", "\\C", "\\1", "\\8", "\\pX", "\\p{Klingon}",
            "\\p{L", "(?P<n>a)(?P<n>b)", "(?P<1-a>b)", "(?P<>a)", "(?", "(?i", "(?-)", "a{2}{3}", "((a{100}){100})",
            "(?i)*", "\\Qa", "\\x{110000}", "\\x{D800}", "\\xg0", "[[:nope:]]", "[a-\\d]", "\\Z", "(?=a)", "(?!a)",
            "(?P=n)",
            "\\é", "a++", "|*",
        ])
    func refused(pattern: String) {
        #expect(throws: PatternError.self) { try Pattern(pattern) }
    }

    @Test("nested counts cannot grow the program without bound")
    func bounded() {
        #expect(throws: PatternError.self) { try Pattern("((a{100}){100}){100}") }
        #expect(throws: PatternError.self) { try Pattern(String(repeating: "(", count: 5_000)) }
        #expect(throws: PatternError.self) { try Pattern(String(repeating: "[ab]", count: 10_001)) }
    }

    @Test("a class of Unicode is made once, however often it is named", arguments: ["\\pL", "\\P{Greek}", "[\\pL]"])
    func sharedClasses(name: String) throws {
        let storage = try Pattern("(?i)\(name)x\(name)").program.compactMap {
            step -> UnsafePointer<ClosedRange<UInt32>>? in
            guard case .set(let set) = step, set.count > 2 else { return nil }
            return set.ranges.withUnsafeBufferPointer(\.baseAddress)
        }
        #expect(storage.count == 2 && Set(storage).count == 1)
    }

    @Test(
        "patterns that make backtracking engines hang are answered",
        arguments: ["(a+)+b", "(a|aa)*b", "(.*)*b", "(a*)*b"])
    func linear(text: String) throws {
        let pattern = try Pattern(text)
        #expect(!pattern.matches(String(repeating: "a", count: 2_000)))
        #expect(pattern.captures(String(repeating: "a", count: 200) + "b") != nil)
    }

    @Test("the automaton's table is bounded: where it is full it is made anew")
    func fullTable() throws {
        // The automaton of "the thirteenth character from the end is an a" has 8,192 states.
        let pattern = try Pattern("(?:.*[^b])?a[ab]{12}|.*zz|b[ab]*a[ab]{12}")
        var random = SeededGenerator(seed: 5)
        for _ in 0..<60 {
            let letters = (0..<120).map { _ in Bool.random(using: &random) ? Character("a") : Character("b") }
            let subject = String(letters)
            let slow = PatternRun(program: pattern.program, slotCount: 0).match(Array(subject.unicodeScalars)) != nil
            #expect(pattern.matches(subject) == slow)
        }
    }

    @Test("captures follow the preferred way")
    func captures() throws {
        #expect(try Pattern("(a+)(a*)").captures("aaa") == ["aaa", "aaa", ""])
        #expect(try Pattern("(?P<x>a+?)(a*)").captures("aaa") == ["aaa", "a", "aa"])
        #expect(try Pattern("(?U)(a+)(a*)").captures("aaa") == ["aaa", "a", "aa"])
        #expect(try Pattern("(a)|(b)").captures("b") == ["b", nil, "b"])
        #expect(try Pattern("(?P<x>a)(b)").groupNames == ["x", nil])
        #expect(try Pattern("(a|b)*").captures("ab") == ["ab", "b"])
        #expect(try Pattern("(|a)*").captures("aa") == ["aa", "a"])
        #expect(try Pattern("plain").captures("plain") == ["plain"])
    }

    @Test("a set of texts is known as one")
    func texts() throws {
        #expect(try Pattern("a|b(c|d)?").texts == ["a", "b", "bc", "bd"])
        #expect(try Pattern("x[12]").texts == ["x1", "x2"])
        #expect(try Pattern("(?i)ab").texts == ["ab", "aB", "Ab", "AB"])
        #expect(try Pattern("a.*").texts == nil)
        #expect(try Pattern("[a-z]{3}").texts == nil)
        // Equal to the eye is not equal.
        #expect(try !Pattern("e\u{301}|x").matches("é"))
    }

    @Test("random patterns neither trap nor disagree with themselves")
    func random() throws {
        let parts = [
            "a", "b", "(", ")", "|", "*", "+", "?", "[", "]", "^", "$", "\\", "{", "}", "2", ",", ".", "-", "P", "<",
            ">", ":",
            "(?i)", "\\b", "\\pL", "[[:alpha:]]", "\\Q", "\\E", "é", "(?m:", "\\x{", "\\d",
        ]
        var random = SeededGenerator(seed: 11)
        var compiled = 0
        for _ in 0..<2_500 {
            let text = (0..<Int.random(in: 1...9, using: &random)).map { _ in parts.randomElement(using: &random) ?? ""
            }
            guard let pattern = try? Pattern(text.joined()) else { continue }
            compiled += 1
            for subject in ["", "a", "ab", "é", "a\nb", "[2-", "aab\\"] {
                let slow =
                    PatternRun(program: pattern.program, slotCount: 0).match(Array(subject.unicodeScalars)) != nil
                #expect(pattern.matches(subject) == slow, "\(text.joined()) on \(subject)")
            }
        }
        #expect(compiled > 200)
    }
}
