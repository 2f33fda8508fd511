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
        ])
    func matches(pattern: String, subject: String, wanted: Bool) throws {
        #expect(try Pattern(pattern).matches(subject) == wanted)
    }

    @Test(
        "malformed patterns are refused", arguments: ["(", ")", "a**", "*a", "[a", "[b-a]", "a{1001}", "\\y", "(?x)"])
    func refused(pattern: String) {
        #expect(throws: PatternError.self) { try Pattern(pattern) }
    }

    @Test("nested counts cannot grow the program without bound")
    func bounded() {
        #expect(throws: PatternError.self) { try Pattern("((a{100}){100}){100}") }
        #expect(throws: PatternError.self) { try Pattern(String(repeating: "(", count: 5_000)) }
    }

    @Test("a pattern that makes backtracking engines hang is answered")
    func linear() throws {
        let pattern = try Pattern("(a+)+b")
        #expect(!pattern.matches(String(repeating: "a", count: 2_000)))
    }

    @Test("captures follow the preferred way")
    func captures() throws {
        #expect(try Pattern("(a+)(a*)").captures("aaa") == ["aaa", "aaa", ""])
        #expect(try Pattern("(?P<x>a+?)(a*)").captures("aaa") == ["aaa", "a", "aa"])
        #expect(try Pattern("(a)|(b)").captures("b") == ["b", nil, "b"])
        #expect(try Pattern("(?P<x>a)(b)").groupNames == ["x", nil])
    }
}
