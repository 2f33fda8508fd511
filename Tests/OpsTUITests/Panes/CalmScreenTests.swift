import Foundation
import OpsCore
import Testing

@testable import OpsTUI

/// What a calm screen must and must not do.
@Suite struct CalmScreenTests {
    private func render(_ state: DashboardState) -> Canvas {
        DashboardView.render(state, size: state.size, glyphs: .unicode)
    }

    @Test func calmHasNoColourButTheKeys() {
        var snapshot = Fixture.snapshot(busy: false)
        snapshot.tenants.removeAll { $0.state != .active }
        let state = Fixture.state(snapshot)
        let canvas = render(state)
        for row in 0..<(state.size.rows - 1) {
            for column in 0..<state.size.columns {
                let tone = canvas[column, row].style.tone
                #expect(tone != .attention && tone != .alarm && tone != .hand, "colour at \(column),\(row)")
            }
        }
    }

    @Test func aTickChangesTheClockAlone() {
        var state = Fixture.state(busy: false)
        let before = render(state)
        // The clock is the only thing that may cost the terminal anything while nothing happens.
        Fixture.feed(&state, .tick, at: 1)
        let runs = CanvasDiff.runs(from: before, to: render(state))
        #expect(runs.allSatisfy { $0.row == 0 && $0.text.allSatisfy { $0.isNumber || $0 == ":" } })
        #expect(runs.reduce(0) { $0 + $1.text.count } <= 2)
    }

    @Test func aMinuteOfIdlingWritesLittle() {
        var state = Fixture.state(busy: false)
        var shown = render(state)
        var cells = 0
        var runs = 0
        for second in 1...60 {
            let at = Double(second)
            if second % 5 == 0 {
                let readings = (101...110).map {
                    Fixture.reading("v-\($0)", rev: 812, position: 100, sequence: Int64(second))
                }
                Fixture.feed(&state, .telemetry(.readings(readings, unreadable: 0)), at: at)
            }
            Fixture.feed(&state, Fixture.change(.metrics(Fixture.point(239, busy: false)), at: at), at: at)
            Fixture.feed(&state, .tick, at: at)
            let next = render(state)
            let changed = CanvasDiff.runs(from: shown, to: next)
            runs += changed.count
            cells += changed.reduce(0) { $0 + $1.text.utf8.count }
            shown = next
        }
        // About nine bytes move the cursor and set a look: runs × 9 + cells stays under 60 B/s.
        #expect(runs * 9 + cells < 60 * 60, "\(runs) runs, \(cells) bytes of text in a minute")
    }

    @Test func aFrozenScreenDoesNotLookHealthy() {
        var state = Fixture.state(busy: false)
        Fixture.feed(&state, .tick, at: 40)
        let canvas = render(state)
        let text = canvas.text()
        #expect(text[0].contains("STALE"))
        #expect(!text[0].contains("all well") && !text[0].contains("LIVE"))
        // Every valve's row is dim and carries its age.
        for id in state.visibleValves.map(\.id) {
            guard let row = text.firstIndex(where: { $0.contains(id) }) else {
                Issue.record("\(id) is not on the screen")
                continue
            }
            #expect(text[row].contains("40s STALE"))
            let column = text[row].distance(
                from: text[row].startIndex, to: text[row].range(of: id)?.lowerBound ?? text[row].startIndex)
            #expect(canvas[column, row].style.dim)
        }
    }

    @Test func theBrokerUnreachableFromHereIsSaid() {
        var state = Fixture.state(busy: false)
        Fixture.feed(&state, .telemetry(.unavailable(reason: "no socket")), at: 1)
        #expect(render(state).text().contains { $0.contains("via server") })
    }

    @Test func theDemoIsMarked() {
        var snapshot = Fixture.snapshot(busy: false)
        snapshot.server.demo = true
        snapshot.server.rules = "demo ([10s], for 2s)"
        let text = render(Fixture.state(snapshot)).text()
        #expect(text[0].contains("DEMO"))
        #expect(text[35].contains("rules: demo ([10s], for 2s)"))
    }

    @Test func aLimiterOnItsOwnIsMarked() {
        var snapshot = Fixture.snapshot(busy: false)
        snapshot.server.limiter = "local"
        #expect(render(Fixture.state(snapshot, size: Size(columns: 160, rows: 40))).text()[0].contains("limiter local"))
    }

    @Test func numbersAreShort() {
        let cases: [(Double, String)] = [
            (0, "0"), (0.4, "0.40"), (12.34, "12.3"), (128.4, "128"), (1280, "1.28k"), (12_800, "12.8k"),
            (999.6, "1.00k"), (2_500_000, "2.50M"), (.nan, "-"),
        ]
        for (value, text) in cases { #expect(Quantity.short(value) == text) }
        #expect(Quantity.duration(252) == "4m12")
        #expect(Quantity.duration(660) == "11m")
        #expect(Quantity.duration(11_100) == "3h05")
        #expect(Quantity.ratio(0.042) == "4.2 %")
        #expect(Quantity.milliseconds(1240) == "1.24 s")
        #expect(Quantity.fixed(-0.04, 1) == "0.0")
        #expect(Quantity.fixed(1e300, 2) == ">1e15")
        #expect(Quantity.clock(Fixture.now) == "14:02:31")
    }
}
