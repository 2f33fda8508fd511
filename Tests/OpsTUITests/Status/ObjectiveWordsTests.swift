import OpsCore
import Testing

@testable import OpsTUI

/// Error budgets in words: calm while they last, loud only while they burn.
@Suite struct ObjectiveWordsTests {
    private static func slo(
        _ name: String = "availability", left: Double? = 0.71, burning: SLOSeverity? = nil
    ) -> SLOStatus {
        var slo = SLOStatus(name: name, objective: 0.999)
        slo.ratio = 0.9997
        slo.budgetLeftRatio = left
        slo.windowSec = 2_592_000
        slo.windowKnownSec = 86_400
        slo.burning = burning
        return slo
    }

    @Test func aLineSaysOfHowMuchItSpeaks() {
        var slo = Self.slo()
        #expect(ObjectiveWords.line(slo) == "SLO availability 99.97% of 99.9%, budget 71%, 1d of 30d known")
        slo.windowKnownSec = 2_592_000
        slo.burnRate = 14.4
        slo.exhaustedInSec = 7_500
        slo.burning = .page
        #expect(
            ObjectiveWords.line(slo)
                == "SLO availability 99.97% of 99.9%, budget 71%, burns 14x, spent in 2h05, PAGE, over 30d")
        slo.budgetLeftRatio = -3
        slo.objective = 0.95
        slo.exhaustedInSec = 0
        #expect(ObjectiveWords.line(slo).hasPrefix("SLO availability 99.97% of 95%, budget spent"))
        // What is known used more than it may; the whole window's budget is there still.
        slo.exhaustedInSec = 7_500
        #expect(
            ObjectiveWords.line(slo).contains("budget overdrawn, burns 14x, spent in 2h05"))
    }

    @Test func withoutTheWordBudgetOnlyAShareIsLeft() {
        #expect(ObjectiveWords.budgetLeft(Self.slo()) == "71% left")
        var slo = Self.slo(left: -1)
        #expect(ObjectiveWords.budgetLeft(slo) == "overdrawn")
        slo.exhaustedInSec = 0
        #expect(ObjectiveWords.budgetLeft(slo) == "spent")
        #expect(ObjectiveWords.budgetLeft(Self.slo(left: nil)) == "-")
    }

    @Test func whatIsNotKnownIsNotZero() {
        let slo = SLOStatus(name: "a", objective: 0.99)
        #expect(ObjectiveWords.line(slo) == "SLO a - of 99%, budget -")
        #expect(ObjectiveWords.worst(of: [slo]) == nil)
    }

    @Test func whatBurnsComesFirstThenTheSmallerBudget() {
        let (calm, low) = (Self.slo("calm"), Self.slo("low", left: 0.1))
        let (ticket, page) = (Self.slo("ticket", burning: .ticket), Self.slo("page", burning: .page))
        #expect(ObjectiveWords.worst(of: [calm, low])?.name == "low")
        #expect(ObjectiveWords.worst(of: [calm, low, ticket])?.name == "ticket")
        #expect(ObjectiveWords.worst(of: [ticket, calm, page])?.name == "page")
    }

    @Test func onlyWhatIsAbnormalHasAColour() {
        #expect(ObjectiveWords.style(Self.slo()) == .plain)
        #expect(ObjectiveWords.style(Self.slo(left: 0.2)) == Style(.attention, bold: true))
        #expect(ObjectiveWords.style(Self.slo(left: -5)) == Style(.attention, bold: true))
        #expect(ObjectiveWords.style(Self.slo(burning: .page)) == Style(.alarm, bold: true))
    }

    @Test func burningIsWrongAndASpentBudgetAloneIsNot() {
        var snapshot = Fixture.snapshot(busy: false)
        snapshot.slo = [Self.slo(left: -1)]
        #expect(StatusReport.isAllWell(snapshot))
        snapshot.slo = [Self.slo(burning: .ticket)]
        #expect(Assessment(of: snapshot, at: snapshot.at).summary == "availability budget burns")
        #expect(!StatusReport.isAllWell(snapshot))
    }

    @Test func aReportHasNullForWhatIsNotKnown() throws {
        var snapshot = Fixture.snapshot(busy: false)
        snapshot.slo = [SLOStatus(name: "a", objective: 0.99)]
        let json = try StatusReport(snapshot).json()
        #expect(
            json.contains(
                #""slo":[{"budget_left_ratio":null,"burn_rate":null,"burning":null,"exhausted_in_sec":null,"name":"a","window_known_sec":null,"window_sec":null}]"#
            ))
    }
}
