import OpsClient
import OpsCore
import OpsTerminal
import Testing

@testable import OpsTUI

/// Whatever comes from outside and whatever the size: the screen is drawn, and nothing unsafe is on it.
@Suite struct HostileScreenTests {
    static let texts = [
        "", "\u{1B}[2J\u{1B}]0;x\u{7}", "\u{202E}desrever", "漢字漢字漢字漢字漢字漢字漢字漢字", "👩‍👩‍👧‍👦🏳️‍🌈",
        String(repeating: "a", count: 5000), "a" + String(repeating: "\u{301}", count: 500), "\n\r\t\0",
        "\u{FEFF}\u{200B}\u{2028}",
    ]
    static let numbers = [Double.nan, .infinity, -.infinity, 1e300, -1, 0]

    private func hostile(_ text: String, _ number: Double) -> OpsSnapshot {
        var snapshot = Fixture.snapshot(busy: true)
        snapshot.server.site = text
        snapshot.server.host = text
        snapshot.server.rules = text
        snapshot.caller = text
        snapshot.metrics.current.requestRatePerSecond = number
        snapshot.metrics.current.errorRatio = number
        snapshot.metrics.p95LimitMs = number
        snapshot.metrics.stepSeconds = number
        for index in snapshot.metrics.history.indices { snapshot.metrics.history[index].p95Ms = number }
        snapshot.slo[0].name = text
        snapshot.slo[0].ratio = number
        for index in snapshot.valves.indices {
            snapshot.valves[index].name = text
            snapshot.valves[index].positionPercent = number
            snapshot.valves[index].pressureBar = number
            snapshot.valves[index].findings = [text]
            snapshot.valves[index].lastSeenAt = WallTime(milliseconds: index == 0 ? .min / 4 : .max / 4)
        }
        for index in snapshot.tenants.indices {
            snapshot.tenants[index].name = text + "\(index)"
            snapshot.tenants[index].errorRatio = number
            snapshot.tenants[index].keyCount = .max
        }
        for index in snapshot.incidents.indices {
            snapshot.incidents[index].title = text
            snapshot.incidents[index].why = text
            snapshot.incidents[index].routes = [text]
            snapshot.incidents[index].openedAt = WallTime(milliseconds: 0)
            snapshot.incidents[index].timeline = [TimelineEntry(at: WallTime(milliseconds: -5), kind: text, text: text)]
        }
        for index in snapshot.alerts.indices {
            snapshot.alerts[index].name = text
            snapshot.alerts[index].reading = text
            snapshot.alerts[index].value = number
        }
        for index in snapshot.breakers.indices { snapshot.breakers[index].name = text + "\(index)" }
        snapshot.commands[0].detail = text
        snapshot.queue.limit = .max
        snapshot.queue.depth = .max
        return snapshot
    }

    private func check(_ state: DashboardState, _ size: Size) {
        for glyphs in [GlyphSet.unicode, .ascii] {
            let canvas = DashboardView.render(state, size: size, glyphs: glyphs)
            #expect(canvas.size == size)
            for cell in canvas.cells {
                let unsafe = cell.text.unicodeScalars.contains { scalar in
                    scalar.value < 32 || (0x7F...0x9F).contains(scalar.value)
                        || (0x202A...0x202E).contains(scalar.value) || (glyphs.isASCII && scalar.value > 126)
                }
                #expect(!unsafe, "unsafe cell \(cell.text.debugDescription) at \(size)")
                if unsafe { return }
            }
        }
    }

    @Test(arguments: texts) func hostileTextOnEveryOverlay(_ text: String) {
        for number in Self.numbers {
            for overlay in overlays(text) {
                var state = Fixture.state(hostile(text, number))
                state.filters[.valves] = nil
                if let overlay { state.overlays = [overlay] }
                state.notice = Notice(text: text, weight: .alarm, since: state.at.monotonic)
                state.size = Size(columns: 80, rows: 24)
                check(state, state.size)
            }
        }
    }

    private func overlays(_ text: String) -> [Overlay?] {
        [
            nil, .help(scroll: 3), .triage(incidentID: 42, scroll: 0), .details(.valves, id: "v-101", scroll: 0),
            .details(.alerts, id: "a1", scroll: 99), .details(.tenants, id: "none", scroll: -5),
            .answer(title: text, lines: [text, text], scroll: 0),
            .confirm(Confirmation(subject: .quit, question: text, consequence: text)),
            .valve(
                ValveDialog(
                    valveID: "v-101", shownRev: 1, shownBootID: nil, commandID: "x",
                    step: .confirming(.close, position: nil, typed: text), complaint: text)),
        ]
    }

    @Test func everySizeIsDrawn() {
        var busy = Fixture.state(busy: true)
        var odd = Fixture.state(hostile(Self.texts[3], 1e300))
        for columns in stride(from: 1, through: 220, by: 7) {
            for rows in stride(from: 1, through: 60, by: 3) {
                let size = Size(columns: columns, rows: rows)
                busy.size = size
                busy.overlays = columns % 2 == 0 ? [] : [.triage(incidentID: 42, scroll: rows)]
                odd.size = size
                #expect(DashboardView.render(busy, size: size, glyphs: .unicode).size == size)
                #expect(DashboardView.render(odd, size: size, glyphs: .ascii).size == size)
            }
        }
    }

    @Test func anyKeysInAnyOrderLeaveADrawableState() {
        var random = SplitMix64(seed: 7)
        let keys: [Key] =
            Fixture.typed("qvarKcopsfyn/?12345jkgG0v-10") + [
                .enter, .escape, .tab, .backTab, .backspace, .up, .down, .pageUp, .pageDown, .home, .end,
                .control("l"), .control("u"),
            ]
        var settings = DashboardSettings()
        settings.asksBeforeQuit = true
        var state = Fixture.state(Fixture.snapshot(busy: true), settings: settings)
        for step in 0..<4000 {
            let key = keys[Int(random.next() % UInt64(keys.count))]
            let effects = Fixture.feed(&state, .key(key, freshID: "id-\(step)"), at: Double(step) * 0.01)
            for case .actuate(let valve, let request, _) in effects where !request.action.isUnconditional {
                #expect(state.valve(valve)?.isStale == false)
            }
            #expect(state.overlays.count <= 8)
            if step % 50 == 0 {
                Fixture.feed(
                    &state, .stream(.snapshot(Fixture.snapshot(busy: step % 100 == 0))), at: Double(step) * 0.01)
                check(state, state.size)
            }
        }
    }
}
