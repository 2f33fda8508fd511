import Testing

@testable import OpsTUI

@Suite("Rectangles")
struct RectTests {
    @Test("Insets and intersections never have a negative extent")
    func extents() {
        let rect = Rect(column: 2, row: 3, columns: 5, rows: 4)
        #expect(rect.inset() == Rect(column: 3, row: 4, columns: 3, rows: 2))
        #expect(rect.inset(columns: 9, rows: 9).isEmpty)
        #expect(
            rect.intersection(Rect(column: 6, row: 0, columns: 9, rows: 4))
                == Rect(column: 6, row: 3, columns: 1, rows: 1))
        #expect(rect.intersection(Rect(column: 60, row: 0, columns: 9, rows: 4)).isEmpty)
        #expect(rect.line(3).rows == 1)
        #expect(rect.line(4).isEmpty)
        #expect(rect.centred(columns: 3, rows: 2) == Rect(column: 3, row: 4, columns: 3, rows: 2))
        #expect(rect.centred(columns: 99, rows: 99) == rect)
        #expect(Size(columns: -1, rows: 3).rect.isEmpty)
    }
}
