import Foundation
import OpsClient
import OpsCore
import OpsTerminal
import Testing

@testable import OpsTUI

/// Alerts that are put aside, and floods, as the dashboard shows and handles them.
@Suite struct AlarmTests {
    private func text(_ state: DashboardState) -> String {
        DashboardView.render(state, size: state.size, glyphs: .unicode).text().joined(separator: "\n")
    }

    private func snapshot(_ change: (inout OpsSnapshot) -> Void) -> OpsSnapshot {
        var snapshot = Fixture.snapshot(busy: true)
        change(&snapshot)
        return snapshot
    }

    private func shelved(_ alert: AlertStatus, until seconds: Double) -> AlertStatus {
        var alert = alert
        alert.standing = alert.state
        alert.state = .shelved
        alert.masks = [
            AlertMask(kind: .shelved, by: "op2", since: Fixture.now, until: Fixture.now.advanced(seconds: seconds))
        ]
        return alert
    }

    @Test(arguments: [
        ("1", AlertShelving(durationSeconds: 600)), ("3", AlertShelving(durationSeconds: 3_600)),
        ("o", AlertShelving(durationSeconds: 43_200, oneShot: true)),
    ])
    func theSecondKeyChoosesHowLong(key: String, wish: AlertShelving) {
        var state = Fixture.state(busy: true)
        #expect(Fixture.press(&state, Fixture.typed("5s")).isEmpty)
        #expect(text(state).contains("Shelve for how long?") && text(state).contains("10 minutes"))
        let effects = Fixture.press(&state, Fixture.typed(key), at: 2)
        #expect(effects == [.shelveAlert(id: "a1", name: "HighErrorRate", wish)])
        #expect(state.overlays.isEmpty)
    }

    @Test func anyOtherKeyShelvesNothing() {
        var state = Fixture.state(busy: true)
        #expect(Fixture.press(&state, Fixture.typed("5syxu9") + [.enter]).isEmpty)
        #expect(!state.overlays.isEmpty)
        #expect(Fixture.press(&state, [.escape], at: 2).isEmpty && state.overlays.isEmpty)
    }

    @Test func aShelvedAlertIsAnnouncedAgainByKey() {
        let shelf = shelved(
            Fixture.alert("a1", "HighErrorRate", .critical, .active, "4.2 % > 1 %", ago: 252), until: 900)
        var state = Fixture.state(snapshot { $0.alerts = [shelf] })
        #expect(
            Fixture.press(&state, Fixture.typed("5su")) == [.unshelveAlert(id: "a1", name: "HighErrorRate")])
    }

    @Test func readOnlyShelvesNothing() {
        var settings = DashboardSettings()
        settings.readOnly = true
        var state = Fixture.state(Fixture.snapshot(busy: true), settings: settings)
        #expect(Fixture.press(&state, Fixture.typed("5s1")).isEmpty && state.overlays.isEmpty)
    }

    @Test func whatIsPutAsideStaysInTheListAndTheCount() {
        let state = Fixture.state(
            snapshot { snapshot in
                snapshot.alerts[0] = shelved(snapshot.alerts[0], until: 2_520)
                snapshot.alarms.shelved = 1
                snapshot.alarms.inTenMinutes = 3
            })
        let screen = text(state)
        #expect(screen.contains("shelved 42m"))
        #expect(screen.contains("3 in 10 min, aim 1 · 1 shelved"))
        let plain = PlainText.render(
            snapshot {
                $0.alarms.shelved = 2
                $0.alarms.suppressed = 1
            }, width: 120)
        #expect(plain.contains("2 shelved, 1 suppressed"))
    }

    @Test(arguments: [(80, 24), (120, 36), (60, 15), (200, 50)])
    func theCountIsOnEveryScreen(columns: Int, rows: Int) {
        let state = Fixture.state(
            snapshot {
                $0.alarms.shelved = 12
                $0.alarms.suppressed = 3
                $0.alarms.outOfService = 1
                $0.alarms.inTenMinutes = 7
            }, size: Size(columns: columns, rows: rows))
        let screen = text(state)
        #expect(
            screen.contains("16 aside") || screen.contains("16 put aside")
                || screen.contains("12 shelved, 3 suppressed, 1 out of service"))
    }

    static func flood(_ count: Int) -> OpsSnapshot {
        var snapshot = Fixture.snapshot(busy: false)
        let since = Fixture.now.advanced(seconds: -90)
        snapshot.alerts = (0..<count).map { index in
            var alert = Fixture.alert(
                "f\(index)", index == 0 ? "STUCK" : "LowPressure", .critical, .active, "", ago: 90)
            alert.reading = nil
            alert.labels = ["seg": index < 5 ? "6" : "7"]
            alert.announcedAt = since.advanced(seconds: Double(index))
            return alert
        }
        let first = AlarmFirstOut(id: "f0", name: "STUCK", at: since)
        let other = AlarmFirstOut(id: "f5", name: "LowPressure", at: since.advanced(seconds: 5))
        snapshot.alarms.inTenMinutes = count
        snapshot.alarms.flood = AlarmFlood(
            since: since, firstOut: first, count: count,
            groups: [
                AlarmGroup(name: "segment 6", count: 5, firstOut: first),
                AlarmGroup(name: "segment 7", count: count - 5, firstOut: other),
            ])
        return snapshot
    }

    @Test(arguments: [(120, 36), (80, 24), (60, 15), (200, 50)])
    func aFloodIsALineAndARowAGroup(columns: Int, rows: Int) {
        let state = Fixture.state(Self.flood(40), size: Size(columns: columns, rows: rows))
        let screen = text(state)
        #expect(screen.contains("FLOOD 40"))
        #expect(screen.contains("first STUCK"))
        #expect(state.visibleAlerts.map(\.id) == ["f0", "f5"])
        #expect(screen.components(separatedBy: "LowPressure").count <= 3, "not forty red lines")
        if columns >= 120 { #expect(screen.contains("segment 6") && screen.contains("5/5 first STUCK")) }
    }

    @Test func anAlarmOfThePipelineSaysWhere() {
        var stuck = Fixture.alert("STUCK-v-103", "STUCK", .critical, .active, "at 100 %, wants 0 %", ago: 10)
        stuck.source = .plant
        stuck.labels = ["valve": "v-103", "seg": "7"]
        var imbalance = Fixture.alert("i", "FlowImbalance", .critical, .active, "50 > 12 L/s", ago: 10)
        imbalance.source = .plant
        imbalance.labels = ["seg": "7"]
        for size in [Size(columns: 80, rows: 24), Size(columns: 120, rows: 36), Size(columns: 60, rows: 15)] {
            let screen = text(Fixture.state(snapshot { $0.alerts = [stuck, imbalance] }, size: size))
            #expect(screen.contains("v-103 STUCK") && screen.contains("seg 7 Flow"))
        }
    }

    @Test func aFilterShowsTheSingleAlertsOfAFlood() {
        var state = Fixture.state(Self.flood(40))
        Fixture.press(&state, Fixture.typed("5/segment 7") + [.enter])
        #expect(state.visibleAlerts.count == 35)
        Fixture.press(&state, Fixture.typed("ja"), at: 3)
        #expect(state.shownFlood == nil)
    }

    @Test func aFloodIsTheFirstThingThatIsWrong() {
        #expect(Assessment(of: Self.flood(40), at: Fixture.now).summary.hasPrefix("alarm flood of 40"))
        #expect(PlainText.render(Self.flood(40), width: 200).contains("first out STUCK: segment 6 5, segment 7 35"))
    }
}
