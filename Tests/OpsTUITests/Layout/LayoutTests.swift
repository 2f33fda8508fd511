import Testing

@testable import OpsTUI

@Suite struct LayoutTests {
    static let sizes = [(80, 24), (100, 30), (120, 36), (132, 43), (200, 50), (220, 60), (60, 15), (79, 24), (80, 23)]

    @Test(arguments: sizes) func panesFillTheScreenWithoutOverlap(_ columns: Int, _ rows: Int) {
        for tenants in [0, 3, 7, 100] {
            for focus in PaneID.focusable {
                let size = Size(columns: columns, rows: rows)
                let layout = Layout.compute(size, .init(tenantCount: tenants, focus: focus))
                var owner = Array(repeating: 0, count: columns * rows)
                let rects =
                    Array(layout.panes.values) + [
                        layout.header, layout.commandLine, layout.keys,
                        layout.signals ?? Rect(column: 0, row: 0, columns: 0, rows: 0),
                    ]
                for rect in rects {
                    #expect(rect.column >= 0 && rect.endColumn <= columns && rect.row >= 0 && rect.endRow <= rows)
                    for row in rect.row..<rect.endRow {
                        for column in rect.column..<rect.endColumn { owner[row * columns + column] += 1 }
                    }
                }
                #expect(owner.allSatisfy { $0 == 1 }, "every cell belongs to one part")
                #expect(layout.panes.values.allSatisfy { $0.rows >= 3 })
            }
        }
    }

    @Test func smallScreensKeepWhatIsNeededForTriage() {
        let small = Layout.compute(Size(columns: 60, rows: 15), .init())
        #expect(small.kind == .triage)
        #expect(Set(small.panes.keys) == [.incidents, .alerts, .valves])
        #expect(Layout.compute(Size(columns: 59, rows: 15), .init()).kind == .tooSmall)
        #expect(Layout.compute(Size(columns: 80, rows: 24), .init()).panes.count == PaneID.allCases.count)
    }

    @Test func theFocusTakesTheRoomOnSmallScreens() {
        let size = Size(columns: 70, rows: 20)
        let valves = Layout.compute(size, .init(focus: .valves)).panes[.valves]?.rows ?? 0
        let without = Layout.compute(size, .init(focus: .incidents)).panes[.valves]?.rows ?? 0
        #expect(valves > without)
    }
}
