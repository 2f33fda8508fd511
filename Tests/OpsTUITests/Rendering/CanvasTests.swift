import Testing

@testable import OpsTUI

@Suite("Canvas")
struct CanvasTests {
    @Test(
        "A pane's frame carries its title and badge",
        arguments: [
            (24, "Incidents", "2 open", "╭─ Incidents ── 2 open ╮"), (24, "Incidents", nil, "╭─ Incidents ──────────╮"),
            (24, "", "7", "╭─────────────────── 7 ╮"), (20, "Incidents", "2 open", "╭─ Incid… ─ 2 open ╮"),
            (12, "Incidents", "2 open", "╭── 2 open ╮"), (10, "Incidents", "2 open", "╭── 2 o… ╮"),
            (2, "Incidents", "2 open", "╭╮"), (24, "日本語", "△ 1", "╭─ 日本語 ──────── △ 1 ╮"),
        ] as [(Int, String, String?, String)])
    func frame(columns: Int, title: String, badge: String?, wanted: String) {
        var canvas = Canvas(size: Size(columns: columns, rows: 3))
        canvas.frame(canvas.size.rect, title: title, badge: badge)
        #expect(canvas.text()[0].count == wanted.count)
        #expect(canvas.text()[0] == wanted)
        #expect(canvas.text()[2].hasPrefix("╰") && canvas.text()[2].hasSuffix("╯"))
    }

    @Test(
        "Text is cut with an ellipsis, never silently",
        arguments: [
            ("12345", 5, "12345", 5), ("123456", 5, "1234…", 5), ("x", 0, "", 0), ("ab", 1, "…", 1), ("日本", 4, "日本", 4),
            ("日本", 3, "日…", 3), ("日本", 2, "…", 1), ("日本", 1, "…", 1), ("e\u{301}x", 2, "e\u{301}x", 2),
            ("a\tb\u{1B}[31m\u{7F}", 10, "a\u{FFFD}b\u{FFFD}[31m\u{FFFD}", 9),
            ("\u{202E}x\u{200B}", 9, "\u{FFFD}x\u{FFFD}", 3),
            ("👩‍👩‍👧", 9, "👩\u{FFFD}👩\u{FFFD}👧", 8), ("❤\u{FE0F}", 9, "❤\u{FFFD}", 2), ("\u{301}", 9, "", 0),
            ("🇩🇪", 9, "🇩🇪", 2),
        ])
    func put(text: String, width: Int, wanted: String, used: Int) {
        var canvas = Canvas(size: Size(columns: 12, rows: 1))
        #expect(canvas.put(text, 0, 0, .plain, width: width) == used)
        #expect(canvas.text()[0] == wanted)
    }

    @Test("A flood of marks on one character is cut, and costs no more than the cell")
    func marks() {
        var canvas = Canvas(size: Size(columns: 12, rows: 1))
        canvas.put("a" + String(repeating: "\u{301}", count: 100_000) + "b", 0, 0, .plain)
        #expect(canvas[0, 0].text.unicodeScalars.count == 4)
        #expect(canvas[1, 0].text == "…")
    }

    @Test("The right edge and outside clip")
    func edges() {
        var canvas = Canvas(size: Size(columns: 6, rows: 2))
        #expect(canvas.put("abcdef", 3, 0, .plain) == 3)
        canvas.put("xyz", -1, 1, .plain)
        canvas.put("nowhere", 0, 7, .plain)
        canvas.put("nowhere", 9, 0, .plain)
        #expect(canvas.text() == ["   ab…", "yz"])
    }

    @Test("Numbers align right", arguments: [("100%", "  100%"), ("7%", "    7%"), ("1234567%", "12345…")])
    func right(text: String, wanted: String) {
        var canvas = Canvas(size: Size(columns: 8, rows: 1))
        canvas.putRight(text, endColumn: 6, row: 0, style: .plain, width: 6)
        #expect(canvas.text()[0] == wanted)
    }

    @Test("A wide character that loses a half leaves a blank, not a shifted row")
    func halves() {
        var canvas = Canvas(size: Size(columns: 6, rows: 1))
        canvas.put("日本", 0, 0, .plain)
        canvas.put("x", 1, 0, .plain)
        #expect(canvas.cells.map(\.text) == [" ", "x", "本", "", " ", " "])
        canvas.put("語", 1, 0, .plain)
        #expect(canvas.cells.map(\.text) == [" ", "語", "", " ", " ", " "])
        canvas.put("字", 0, 0, .plain)
        #expect(canvas.cells.map(\.text) == ["字", "", " ", " ", " ", " "])
    }

    @Test(
        "A bar is full or empty only when its value is",
        arguments: [
            (0.0, "──────"), (0.01, "━─────"), (0.5, "━━━───"), (0.99, "━━━━━─"), (1.0, "━━━━━━"), (.nan, "──────"),
            (7, "━━━━━━"),
        ])
    func bar(fraction: Double, wanted: String) {
        var canvas = Canvas(size: Size(columns: 6, rows: 1))
        canvas.bar(fraction, 0, 0, columns: 6, full: .plain)
        #expect(canvas.text()[0] == wanted)
    }

    @Test("Where only ASCII may be shown, nothing else is drawn")
    func ascii() {
        var canvas = Canvas(size: Size(columns: 24, rows: 6), glyphs: .ascii)
        canvas.frame(Rect(column: 0, row: 0, columns: 24, rows: 6), title: "Prüfung", badge: "▲ 2")
        canvas.put("a → b 日 −3 …", 2, 1, .plain)
        BrailleGraph.draw(
            into: &canvas, Rect(column: 2, row: 2, columns: 8, rows: 3), values: [0, 1, nil, 3, 9, 12], max: 12,
            limit: 6)
        canvas.bar(0.5, 12, 3, columns: 6, full: .plain)
        #expect(canvas.text().allSatisfy { $0.utf8.allSatisfy { $0 < 128 } })
        #expect(
            canvas.text() == [
                "+- Pr?fung ------- ? 2 +", "| a > b ? -3 ~         |", "|       .#             |",
                "| - - - ##  ===---     |",
                "|   .. |##             |", "+----------------------+",
            ])
        for text in Mirror(reflecting: GlyphSet.ascii).children.compactMap({ $0.value as? String }) {
            #expect(text.utf8.count == 1)
        }
    }

    @Test("Whatever is drawn wherever, the canvas stays whole")
    func random() {
        var generator = SystemRandomNumberGenerator()
        let texts = [
            "日本語", "abc", "\u{1B}[2J", "👍🏽", "e\u{301}\u{302}\u{303}\u{304}", "", "\u{202E}evil", "─│╭", "\u{D7FF}",
        ]
        for _ in 0..<300 {
            let size = Size(
                columns: .random(in: 0...30, using: &generator), rows: .random(in: 0...8, using: &generator))
            var canvas = Canvas(size: size, glyphs: Bool.random() ? .unicode : .ascii)
            for _ in 0..<20 {
                let column = Int.random(in: -5...35, using: &generator)
                let row = Int.random(in: -2...10, using: &generator)
                let rect = Rect(column: column, row: row, columns: .random(in: -2...40), rows: .random(in: -2...12))
                let text = texts.randomElement(using: &generator) ?? ""
                canvas.put(text, column, row, .plain, width: Bool.random() ? .random(in: -1...9) : nil)
                canvas.putRight(text, endColumn: column, row: row, style: .alarm)
                if Bool.random() { canvas.frame(rect, title: text, badge: text) }
                BrailleGraph.draw(into: &canvas, rect, values: [1, nil, .infinity, -3, .nan, 9], max: 5, limit: 2)
                canvas.restyle(rect) { $0.selected = true }
            }
            for row in 0..<size.rows {
                for column in 0..<size.columns where canvas[column, row].isContinuation {
                    #expect(column > 0 && !canvas[column - 1, row].isContinuation)
                    #expect(canvas.columns(of: canvas[column - 1, row].text) == 2)
                }
            }
        }
    }
}
