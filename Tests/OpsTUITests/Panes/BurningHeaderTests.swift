import OpsCore
import Testing

@testable import OpsTUI

/// A budget that burns is in the first line of every size, with its shape; one that does not is quiet.
@Suite struct BurningHeaderTests {
    private static func line(_ columns: Int, _ change: (inout SLOStatus) -> Void) -> String {
        var snapshot = Fixture.snapshot(busy: false)
        change(&snapshot.slo[0])
        let size = Size(columns: columns, rows: columns < 100 ? 24 : 36)
        let canvas = DashboardView.render(Fixture.state(snapshot, size: size), size: size, glyphs: .unicode)
        return canvas.text()[0]
    }

    private static func burn(_ slo: inout SLOStatus) {
        (slo.burnRate, slo.exhaustedInSec, slo.burning) = (27.2, 7_500, .page)
    }

    @Test(arguments: [80, 120, 200]) func burningIsSeen(columns: Int) {
        let line = Self.line(columns, Self.burn)
        // Eighty columns have room for the words alone.
        if columns > 80 { #expect(line.contains("SLO 99.97% budget 71% ▼27x 2h05"), "\(line)") }
        #expect(line.contains("budget burns"), "\(line)")
    }

    @Test func aSpentBudgetHasNoTimeLeft() {
        let line = Self.line(120) {
            Self.burn(&$0)
            ($0.budgetLeftRatio, $0.exhaustedInSec) = (-2, 0)
        }
        #expect(line.contains("SLO 99.97% budget spent ▼27x "), "\(line)")
    }

    /// Between both lies the room for a calm objective in fewer words, beside all links.
    @Test func aCalmObjectiveSaysLessBeforeItGoes() {
        let forms = [" SLO 99.97% budget 71% ", " SLO 99.97% 71% left ", " redis ok "]
        let seen = (90...130).reversed().map { columns -> Int? in
            let line = Self.line(columns) { _ in }
            return line.contains("redis ok") ? forms.firstIndex(where: line.contains) : nil
        }
        #expect(Set(seen.compactMap(\.self)) == [0, 1, 2])
        #expect(seen.compactMap(\.self) == seen.compactMap(\.self).sorted())
    }

    @Test func aRateThatIsAllowedIsNotShown() {
        let line = Self.line(120) { ($0.burnRate, $0.exhaustedInSec) = (0.4, 4_600_000) }
        #expect(line.contains("SLO 99.97% budget 71%   "), "\(line)")
    }
}
