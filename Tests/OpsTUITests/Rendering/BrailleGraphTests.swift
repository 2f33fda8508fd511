import Testing

@testable import OpsTUI

@Suite("Graphs of dots")
struct BrailleGraphTests {
    private func draw(
        _ values: [Double?], max: Double = 8, columns: Int = 4, rows: Int = 2, limit: Double? = nil,
        alarm: Double? = nil
    ) -> Canvas {
        var canvas = Canvas(size: Size(columns: columns, rows: rows))
        BrailleGraph.draw(into: &canvas, canvas.size.rect, values: values, max: max, limit: limit, alarm: alarm)
        return canvas
    }

    @Test("Two values a cell, four steps a row, the newest at the right edge")
    func shape() {
        #expect(draw([1, 2, 3, 4, 5, 6, 7, 8]).text() == ["  ⣠⣾", "⣠⣾⣿⣿"])
        #expect(draw([8, 8]).text() == ["   ⣿", "   ⣿"])
        #expect(draw(Array(repeating: 0, count: 100) + [4]).text() == ["", "⣀⣀⣀⣸"])
    }

    @Test("A gap is blank, zero is a dot, and no number is a gap")
    func gaps() {
        #expect(draw([0, nil, nil, nil, 4, .nan, -1, 0]).text() == ["", "⡀ ⡇⣀"])
        #expect(draw([nil, nil, nil]).text() == ["", ""])
        #expect(draw([]).text() == ["", ""])
    }

    @Test("Too high is cut, a senseless scale is flat")
    func scale() {
        #expect(draw([99, .infinity], columns: 1).text() == ["⣿", "⣿"])
        #expect(draw([5, 5], max: 0, columns: 1).text() == ["", "⣀"])
        #expect(draw([5, 5], max: .nan, columns: 1).text() == ["", "⣀"])
    }

    @Test("Colour only from where it crosses the limit")
    func colour() {
        let canvas = draw([1, 1, 1, 3, 5, 1, 7, 8], limit: 2, alarm: 6)
        #expect((0..<4).map { canvas[$0, 1].style.tone } == [.graph, .attention, .attention, .alarm])
        // A value on its limit is within it.
        #expect(draw([2, 2], columns: 1, limit: 2)[0, 1].style.tone == .graph)
    }

    @Test("The limit is a dashed line behind the graph")
    func limit() {
        let canvas = draw([1, 1, 8, 8], columns: 6, limit: 6)
        #expect(canvas.text() == ["╌ ╌ ╌⣿", "    ⣀⣿"])
        #expect(canvas[0, 0].style.tone == .limit)
        #expect(draw([1], columns: 4, limit: 0).text() == ["", "   ⢀"])
    }

    @Test("Stale data is dim")
    func dim() {
        var canvas = Canvas(size: Size(columns: 1, rows: 1))
        BrailleGraph.draw(into: &canvas, canvas.size.rect, values: [1, 1], max: 1, dim: true)
        #expect(canvas[0, 0].style == Style(.graph, dim: true))
    }
}
