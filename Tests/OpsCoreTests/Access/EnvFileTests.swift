import OpsCore
import Testing

@Suite struct EnvFileTests {
    @Test(arguments: [
        ("A=b", "b"), ("A=", ""), ("  A = b  ", "b"), ("export A=b", "b"), ("A=b # comment", "b"), ("A=b#c", "b#c"),
        ("A=#c", ""), ("A='b # c'", "b # c"), ("A=\"b\\n\\\"c\\\" \\$d \\x\"", "b\n\"c\" $d \\x"),
        ("A='b\\n'", "b\\n"), ("A=\"b\" # comment", "b"), ("A=b c", "b c"), ("A=b\r", "b"), ("A=$HOME", "$HOME"),
        ("\u{FEFF}A=b", "b"), ("A=b=c", "b=c"), ("A=ключ", "ключ"),
    ])
    func readsValues(text: String, value: String) throws {
        #expect(try EnvFile.parse(text: text) == [EnvEntry(name: "A", value: value, line: 1)])
    }

    @Test func skipsCommentsAndBlankLinesAndCountsThem() throws {
        let entries = try EnvFile.parse(text: "# one\n\n  \nA=1\n\t# five\nB=2\nA=3\n")
        #expect(entries.map(\.line) == [4, 6, 7])
        #expect(EnvFile.values(of: entries) == ["A": "3", "B": "2"])
    }

    @Test(arguments: [
        ("A=1\nnonsense\nB=2", 2, "expected = after the name nonsense"),
        ("=x", 1, "expected NAME=value"), ("1A=x", 1, "expected NAME=value"),
        ("A-B=x", 1, "expected = after the name A"),
        ("A=\"x", 1, "no closing quote"), ("A='x' y", 1, "unexpected text after the closing quote"),
        ("A=\u{0}", 1, "NUL"), ("export", 1, "expected ="),
    ])
    func namesFileLineAndExpectation(text: String, line: Int, reason: String) throws {
        let error = try #require(throws: EnvFileError.self) { try EnvFile.parse(text: text, file: "/etc/x.env") }
        #expect(error.problems.first?.line == line)
        #expect(error.description.contains(reason))
        #expect(error.description.hasPrefix("/etc/x.env:\(line): "))
    }

    @Test func errorsAreBoundedAndShowNoValue() throws {
        let text = (0..<1000).map { "API_KEY_\($0)=\"hunter2hunter2" }.joined(separator: "\n")
        let error = try #require(throws: EnvFileError.self) { try EnvFile.parse(text: text) }
        #expect(error.problems.count == 20)
        #expect(!error.description.contains("hunter2"))
        #expect(throws: EnvFileError.self) { try EnvFile.parse(text: String(repeating: "#", count: 2_000_000)) }
    }

    @Test func anEntryHidesItsValue() {
        let entry = EnvEntry(name: "A", value: "hunter2", line: 1)
        #expect(
            !"\(entry) \(String(reflecting: entry)) \(Array(Mirror(reflecting: entry).children))".contains("hunter2"))
    }
}
