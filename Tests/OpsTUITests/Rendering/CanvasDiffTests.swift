import Testing

@testable import OpsTUI

@Suite("What changed between two canvases")
struct CanvasDiffTests {
    private func canvas(_ text: String, _ style: Style = .plain, columns: Int = 10) -> Canvas {
        var canvas = Canvas(size: Size(columns: columns, rows: 2))
        canvas.put(text, 0, 1, style)
        return canvas
    }

    private func runs(_ old: Canvas?, _ new: Canvas) -> [String] {
        CanvasDiff.runs(from: old, to: new).map { "\($0.row),\($0.column) \($0.style.tone):\($0.text)" }
    }

    @Test("Nothing changed, nothing to write")
    func nothing() {
        #expect(CanvasDiff.runs(from: canvas("12:00"), to: canvas("12:00")).isEmpty)
    }

    @Test("Only the changed cells, one run a style")
    func cells() {
        #expect(runs(canvas("12:00"), canvas("12:01")) == ["1,4 plain:1"])
        #expect(runs(canvas("a b c"), canvas("x b z")) == ["1,0 plain:x", "1,4 plain:z"])
        var mixed = canvas("ab")
        mixed.put("cd", 2, 1, .alarm)
        #expect(runs(canvas("xy"), mixed) == ["1,0 plain:ab", "1,2 alarm:cd"])
        #expect(runs(canvas("ab"), canvas("ab", .alarm)) == ["1,0 alarm:ab"])
    }

    @Test("Wide characters change whole")
    func wide() {
        #expect(runs(canvas("日x"), canvas("本x")) == ["1,0 plain:本"])
        #expect(runs(canvas("ab"), canvas("日")) == ["1,0 plain:日"])
        #expect(runs(canvas("日"), canvas("ab")) == ["1,0 plain:ab"])
        #expect(runs(canvas("a日b"), canvas("日 b")) == ["1,0 plain:日 "])
    }

    @Test("Another size, or no old canvas, is all new")
    func everything() {
        #expect(runs(nil, canvas("x")).count == 2)
        #expect(runs(canvas("x", columns: 9), canvas("x")) == ["0,0 plain:          ", "1,0 plain:x         "])
    }

    @Test("Runs applied to the old canvas give the new one")
    func property() {
        let alphabet = ["a", "日", " ", "本", "b"]
        var old = Canvas(size: Size(columns: 12, rows: 3))
        var shown = old
        for _ in 0..<500 {
            var new = old
            for _ in 0..<3 {
                let style = Style(Bool.random() ? .plain : .alarm, selected: Bool.random())
                new.put(alphabet.randomElement() ?? "", .random(in: 0..<12), .random(in: 0..<3), style)
            }
            for run in CanvasDiff.runs(from: old, to: new) { shown.put(run.text, run.column, run.row, run.style) }
            #expect(shown == new)
            old = new
            shown = new
        }
    }
}
