import OpsCore
import Testing

@Suite struct SafeTextTests {
    @Test(arguments: [
        ("", ""), ("plain", "plain"), ("\u{1B}[2J", "␛[2J"), ("a\nb\tc\r", "a␊b␉c␍"), ("a\u{0}b", "a␀b"),
        ("\u{7F}", "␡"), ("\u{9B}31m", "\u{FFFD}31m"), ("\u{202E}abc\u{2066}", "\u{FFFD}abc\u{FFFD}"),
        ("a\u{200B}b\u{FEFF}", "a\u{FFFD}b\u{FFFD}"), ("a\u{2028}b", "a\u{FFFD}b"), ("\u{E0041}", "\u{FFFD}"),
        ("\u{E000}", "\u{FFFD}"), ("a\u{00AD}b", "a\u{FFFD}b"), ("\u{3164}", "\u{FFFD}"),
        ("a\u{00A0}b\u{3000}c", "a b c"),
        ("zażółć 東京 42 °C", "zażółć 東京 42 °C"), ("e\u{301}", "e\u{301}"),
        ("e\u{301}\u{302}\u{303}\u{304}x", "e\u{301}\u{302}x"), ("⚠\u{FE0F}", "⚠"), ("\u{FFFE}", "\u{FFFD}"),
    ])
    func marksWhatCouldDoHarm(text: String, clean: String) {
        #expect(SafeText.clean(text, limit: 100).unicodeScalars.elementsEqual(clean.unicodeScalars))
    }

    @Test(arguments: [
        ("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("abcdef", 1, "…"), ("abcdef", 0, ""), ("abcdef", -1, ""),
        ("żółw", 3, "żó…"), ("żółw", 4, "żółw"),
    ])
    func neverLongerThanItsLimit(text: String, limit: Int, clean: String) {
        #expect(SafeText.clean(text, limit: limit) == clean)
    }

    @Test func anyBytesComeOutHarmlessShortAndStable() {
        var random = SplitMix64(seed: 8)
        for _ in 0..<3000 {
            let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            let clean = SafeText.clean(String(decoding: bytes, as: UTF8.self), limit: 40)
            #expect(clean.unicodeScalars.count <= 40)
            let isHarmless = clean.unicodeScalars.allSatisfy { scalar in
                ![.control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned]
                    .contains(scalar.properties.generalCategory)
            }
            #expect(isHarmless)
            #expect(SafeText.clean(clean, limit: 40) == clean)
        }
    }
}
