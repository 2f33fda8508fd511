/// Regular expressions: the first line is the pattern, the rest is matched.
enum PatternFuzz {
    static func feed(_ bytes: [UInt8]) {
        let end = bytes.firstIndex(of: 0x0A) ?? bytes.count
        guard let pattern = try? Pattern(String(decoding: bytes[..<end], as: UTF8.self)) else { return }
        let subject = String(decoding: bytes[min(end + 1, bytes.count)...], as: UTF8.self)
        let matches = pattern.matches(subject)
        let captures = pattern.captures(subject)
        promise(matches == (captures != nil), "matching and capturing differ")
        guard let captures else { return }
        promise(captures.count == pattern.groupNames.count + 1, "another number of groups")
        promise(captures[0] == subject, "group 0 is not everything")
    }

    static let seeds = [
        "a|b|cde\ncde", "(a+)+b\naaaaaaaaaaaaaaaaaaaa", "(.*)-(.*)\nx-y-z", "(?i:HTTP)/[0-9.]+\nhttp/1.1",
        "^$\n", "[[:alpha:]_]\\w*\\d\\s\\b\\B\\D\\S\\W\nab1 ", "(?P<n>x{2,3}?)y??\nxxxy", "[^a-f\\]\\x{41}-Z]\ng",
        "\\Qa.b\\E\\.\\t\\x41\\101\na.b.\tAA", "(?s-i:.)(?:x)*+?\nq", "a{0,1000}\naa", "((((a{10}){10}){10}))\na",
        "x*?(y|)z\nz",
    ].map { Array($0.utf8) }
}
