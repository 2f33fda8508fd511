import Testing

@testable import OpsTerminal

@Suite("Keys from bytes")
struct KeyDecoderTests {
    @Test(
        "Sequences become keys",
        arguments: [
            ("a", [.key(.character("a"))]), ("\r", [.key(.enter)]), ("\n", [.key(.enter)]), ("\t", [.key(.tab)]),
            ("\u{7F}", [.key(.backspace)]), ("\u{8}", [.key(.backspace)]), ("\u{3}", [.key(.control("c"))]),
            ("\u{1A}", [.key(.control("z"))]), ("\u{1C}", [.key(.control("\\"))]), ("\u{0}", [.key(.control("@"))]),
            ("\u{1B}[A", [.key(.up)]), ("\u{1B}OA", [.key(.up)]), ("\u{1B}[1;1B", [.key(.down)]),
            ("\u{1B}[C\u{1B}[D", [.key(.right), .key(.left)]), ("\u{1B}[Z", [.key(.backTab)]),
            ("\u{1B}[5~\u{1B}[6~", [.key(.pageUp), .key(.pageDown)]), ("\u{1B}[3~", [.key(.delete)]),
            ("\u{1B}[H\u{1B}[F", [.key(.home), .key(.end)]), ("\u{1B}[1~\u{1B}[4~", [.key(.home), .key(.end)]),
            ("\u{1B}[7~\u{1B}[8~", [.key(.home), .key(.end)]),
            ("\u{1B}OP\u{1B}OS", [.key(.function(1)), .key(.function(4))]),
            ("\u{1B}[15~\u{1B}[17~", [.key(.function(5)), .key(.function(6))]),
            ("\u{1B}[24~\u{1B}[34~", [.key(.function(12)), .key(.function(20))]), ("\u{1B}[[E", [.key(.function(5))]),
            ("ü", [.key(.character("ü"))]), ("日", [.key(.character("日"))]), ("😀", [.key(.character("😀"))]),
            ("\u{1B}q", [.key(.escape), .key(.character("q"))]), ("\u{1B}\u{1B}[A", [.key(.escape), .key(.up)]),
        ] as [(String, [DecodedInput])])
    func known(bytes: String, wanted: [DecodedInput]) {
        var whole = KeyDecoder()
        #expect(whole.feed(bytes.utf8) == wanted)
        #expect(whole.waitMilliseconds == nil)
        // The same in single bytes: how the line cuts a sequence does not matter.
        var pieces = KeyDecoder()
        #expect(bytes.utf8.flatMap { pieces.feed([$0]) } == wanted)
    }

    @Test(
        "What is not a key is swallowed whole, and the key behind it arrives",
        arguments: [
            "\u{1B}[24;5~", "\u{1B}[1;5A", "\u{1B}[<0;12;5M", "\u{1B}[M !!", "\u{1B}]11;rgb:0000/0000/0000\u{7}",
            "\u{1B}]0;q q q\u{1B}\\", "\u{1B}P1$r0m\u{1B}\\", "\u{1B}[?62;c", "\u{1B}[27;5;9~", "\u{1B}[I",
            "\u{1B}[201~",
            "\u{1B}Oz", "\u{1B}[[z", "\u{1B}[99999999999999999999~", "\u{1B}_Gq\u{1B}\\", "\u{85}", "\u{202E}",
            "\u{E000}",
        ])
    func swallowed(bytes: String) {
        var decoder = KeyDecoder()
        #expect(decoder.feed(bytes.utf8) == [])
        #expect(decoder.feed("x".utf8) == [.key(.character("x"))])
    }

    @Test("A lone Escape is a key once its time has passed")
    func escape() {
        var decoder = KeyDecoder()
        #expect(decoder.feed([0x1B]) == [])
        #expect(decoder.waitMilliseconds == KeyDecoder.escapeMilliseconds)
        #expect(decoder.expire() == [.key(.escape)])
        #expect(decoder.waitMilliseconds == nil)
    }

    @Test("A sequence whose end never comes is forgotten, not typed")
    func unfinished() {
        var decoder = KeyDecoder()
        #expect(decoder.feed("\u{1B}[1;".utf8) == [])
        #expect(decoder.expire() == [])
        #expect(decoder.feed("v".utf8) == [.key(.character("v"))])
    }

    @Test("Invalid UTF-8 is swallowed, and what follows is not lost")
    func invalid() {
        var decoder = KeyDecoder()
        #expect(decoder.feed([0xC3, 0x61]) == [.key(.character("a"))])
        #expect(decoder.feed([0xFF, 0x80, 0xC0, 0x62]) == [.key(.character("b"))])
        #expect(decoder.feed([0xED, 0xA0, 0x80]) == [])
        var ascii = KeyDecoder(isUnicode: false)
        #expect(ascii.feed("é1".utf8) == [.key(.character("1"))])
    }

    @Test("A paste is one event, never keys, and holds no controls")
    func paste() {
        var decoder = KeyDecoder()
        #expect(decoder.feed("\u{1B}[200~qv-103\r\n\u{1B}[31mred\u{3}\t!".utf8) == [])
        #expect(decoder.waitMilliseconds == KeyDecoder.pasteMilliseconds)
        #expect(decoder.feed("\u{1B}[201~q".utf8) == [.paste("qv-103\n[31mred\t!"), .key(.character("q"))])
    }

    @Test("A paste without an end is delivered when the line stays silent")
    func unfinishedPaste() {
        var decoder = KeyDecoder()
        #expect(decoder.feed("\u{1B}[200~abc".utf8) == [])
        #expect(decoder.expire() == [.paste("abc")])
        #expect(decoder.feed("d".utf8) == [.key(.character("d"))])
    }

    @Test("A huge paste is cut, and its end is still found")
    func hugePaste() {
        var decoder = KeyDecoder()
        let bytes = Array("\u{1B}[200~".utf8) + Array(repeating: 0x78, count: 300_000) + Array("\u{1B}[201~".utf8)
        #expect(decoder.feed(bytes) == [.paste(String(repeating: "x", count: PasteBuffer.limit))])
    }

    @Test("The terminal's own sequences come first")
    func named() {
        var decoder = KeyDecoder(named: [Array("\u{1B}[25~".utf8): .function(13), Array("\u{1B}[z".utf8): .home])
        #expect(decoder.feed("\u{1B}[25~\u{1B}[z".utf8) == [.key(.function(13)), .key(.home)])
    }

    @Test("No bytes at all make the decoder fail or grow")
    func random() {
        var generator = SplitMix(state: 7)
        var decoder = KeyDecoder()
        for _ in 0..<2_000 {
            let bytes = (0..<20).map { _ in
                Bool.random(using: &generator)
                    ? UInt8.random(in: 0...255, using: &generator)
                    : [0x1B, 0x5B, 0x4F, 0x7E, 0x5D].randomElement(using: &generator) ?? 0
            }
            for input in decoder.feed(bytes) {
                if case .key(.character(let character)) = input {
                    #expect(character.unicodeScalars.allSatisfy { CellWidth.of($0) != .unsafe })
                }
            }
            if Bool.random(using: &generator) { _ = decoder.expire() }
        }
    }
}
