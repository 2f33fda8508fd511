import OpsCore
import OpsClient
import OpsTerminal
import Testing

@testable import OpsTUI

@Suite struct TriageTests {
    @Test func thePageHasWhatTriageNeeds() {
        var state = Fixture.state(busy: true, size: Size(columns: 120, rows: 50))
        Fixture.press(&state, Fixture.typed("1") + [.enter])
        let text = DashboardView.render(state, size: state.size, glyphs: .unicode).text().joined(separator: "\n")
        for word in [
            "#42 SEV2 HighErrorRate", "breaker search OPEN 2 s before errors rose", "4.2 % > 1 %", "HighLatency",
            "http_requests_total", "/v1/search", "expertco", "search opened", "op1: v-103 close requested",
        ] { #expect(text.contains(word), "\(word)") }
    }

    @Test func itScrollsToItsEndAndNoFarther() {
        var state = Fixture.state(busy: true, size: Size(columns: 80, rows: 24))
        Fixture.press(&state, Fixture.typed("1") + [.enter] + Fixture.typed("G"))
        guard case .triage(_, let end) = state.overlays.last else {
            Issue.record("no page")
            return
        }
        Fixture.press(&state, Fixture.typed("jjj"))
        #expect(state.overlays.last == .triage(incidentID: 42, scroll: end))
        Fixture.press(&state, Fixture.typed("g"))
        #expect(state.overlays.last == .triage(incidentID: 42, scroll: 0))
    }

    @Test func anIncidentThatIsGoneClosesItsPage() {
        var state = Fixture.state(busy: true)
        Fixture.press(&state, Fixture.typed("1") + [.enter])
        var without = Fixture.snapshot(busy: true)
        without.incidents = []
        Fixture.feed(&state, .stream(.snapshot(without)), at: 2)
        #expect(state.overlays.isEmpty)
        #expect(state.notice?.text.contains("#42") == true)
    }

    @Test func fromTheIncidentToItsValve() {
        var state = Fixture.state(busy: true)
        Fixture.press(&state, Fixture.typed("1j") + [.enter] + Fixture.typed("v"))
        #expect(state.focus == .valves)
        #expect(state.selectedID(in: .valves) == "v-103")
        #expect(state.overlays.isEmpty)
    }
}
