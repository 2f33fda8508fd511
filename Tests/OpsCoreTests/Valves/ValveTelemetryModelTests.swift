import OpsCore
import Testing

private typealias Fixture = ValveFixture

@Suite("A valve's picture")
struct ValveTelemetryModelTests {
    private func model(_ states: [(Double, ValveStateMessage)] = []) -> ValveTelemetryModel {
        var model = ValveTelemetryModel(valve: "v-1", configuration: Fixture.configuration)
        for (seconds, state) in states { _ = model.receive(state: state, at: Fixture.at(seconds)) }
        return model
    }

    @Test("A valve that never spoke is unknown and not fresh; so is one that no configuration names")
    func silent() {
        let silent = model()
        #expect(silent.status.state == .unknown && silent.status.positionPercent == nil)
        #expect(!silent.isFresh(at: Fixture.at(0).monotonic) && silent.status.isStale(at: Fixture.at(0).wall))
        #expect(!ValveTelemetryModel(valve: "x", configuration: nil).status.configured)
    }

    @Test("The state in words")
    func words() {
        let rows: [(ValveState, ValveStateMessage)] = [
            (.open, Fixture.state(2, 100)), (.closed, Fixture.state(2, 0)), (.stopped, Fixture.state(2, 40)),
            (.closing, Fixture.state(2, 40, moving: true, target: 0)),
            (.opening, Fixture.state(2, 40, moving: true, target: 60)),
            (.closing, Fixture.state(2, 40, moving: true)), (.opening, Fixture.state(2, 60, moving: true)),
            (.unknown, Fixture.state(2, 50, moving: true)), (.unknown, Fixture.state(2, 0, quality: .bad)),
            (.unknown, Fixture.state(2, 50, open: true, closed: true)),
        ]
        for (wanted, state) in rows {
            #expect(model([(0, Fixture.state(1, 50)), (1, state)]).status.state == wanted, "\(state)")
        }
    }

    @Test("An older or doubled message of a boot, and any of a former boot, is no news")
    func order() {
        var model = model([(0, Fixture.state(5, 50))])
        #expect(model.receive(state: Fixture.state(4, 10), at: Fixture.at(1)) == nil)
        #expect(model.receive(state: Fixture.state(5, 10), at: Fixture.at(1)) == nil)
        #expect(model.status.positionPercent == 50)
        let reboot = model.receive(state: Fixture.state(1, 20, boot: "b2"), at: Fixture.at(2))
        #expect(reboot?.contains(.rebooted("b2")) == true)
        #expect(model.receive(state: Fixture.state(99, 90), at: Fixture.at(3)) == nil)
        #expect(model.status.positionPercent == 20 && model.status.bootId == "b2")
    }

    @Test("Two boots whose first messages came in the wrong order are sorted out by who goes on")
    func boots() {
        var model = model([(0, Fixture.state(1, 50, boot: "b2")), (0.1, Fixture.state(40, 60, boot: "b1"))])
        #expect(model.status.bootId == "b1")
        #expect(model.receive(state: Fixture.state(2, 50, boot: "b2"), at: Fixture.at(5)) == nil)
        #expect(model.receive(state: Fixture.state(3, 50, boot: "b2"), at: Fixture.at(10)) != nil)
        #expect(model.status.bootId == "b2")
        #expect(model.receive(state: Fixture.state(41, 60, boot: "b1"), at: Fixture.at(10.1)) == nil)
    }

    @Test("Fresh by live states alone, for three heartbeats")
    func freshness() {
        var model = model()
        _ = model.receive(state: Fixture.state(1, 50), retained: true, remainingExpirySeconds: 11, at: Fixture.at(0))
        #expect(!model.isFresh(at: Fixture.at(0).monotonic), "a retained state says nothing of now")
        #expect(model.status.ageMilliseconds(at: Fixture.at(0).wall) == 4_000)
        #expect(model.receive(state: Fixture.state(2, 50), at: Fixture.at(3))?.contains(.fresh) == true)
        #expect(model.staleAt == Fixture.at(18).monotonic)
        #expect(model.isFresh(at: Fixture.at(18).monotonic) && !model.isFresh(at: Fixture.at(18.1).monotonic))
        #expect(model.timer(at: Fixture.at(18.1)) == [.stale])
        #expect(model.timer(at: Fixture.at(19)) == [])
        _ = model.receive(state: Fixture.state(3, 50), at: Fixture.at(20))
        #expect(model.linkLost(at: Fixture.at(21)) == [.stale])
        _ = model.receive(state: Fixture.state(4, 50), at: Fixture.at(22))
        #expect(model.receive(availability: .offline, at: Fixture.at(23)).contains(.stale))
        #expect(!model.isFresh(at: Fixture.at(23).monotonic))
    }

    @Test("Only what a person would see is a change")
    func changes() {
        var model = model([(0, Fixture.state(1, 50))])
        #expect(model.receive(state: Fixture.state(2, 50), at: Fixture.at(5)) == [])
        #expect(model.receive(state: Fixture.state(3, 51), at: Fixture.at(10)) == [.status])
        let values = ValveTelemetryMessage(at: Fixture.at(0).wall, pressureBar: 4.2, flowLps: 118)
        #expect(model.receive(telemetry: values, at: Fixture.at(10)) == [.status])
        #expect(model.receive(telemetry: values, at: Fixture.at(11)) == [])
        #expect(model.status.pressureBar == 4.2 && model.status.flowLps == 118)
        #expect(model.commandInFlight("c-1") == [.status] && model.commandInFlight("c-1") == [])
    }

    @Test("Findings are raised on their evidence, and not without it")
    func findings() {
        let both = model([(0, Fixture.state(1, 50, open: true, closed: true))])
        #expect(both.status.findings == ["SENSOR_FAULT"])

        let moved = model([(0, Fixture.state(1, 50, last: "a")), (5, Fixture.state(2, 48, moving: true, last: "a"))])
        #expect(moved.status.findings == ["UNCOMMANDED"])
        let elsewhere = model([(0, Fixture.state(1, 50, last: "a")), (5, Fixture.state(2, 40, last: "a"))])
        #expect(elsewhere.status.findings == ["UNCOMMANDED"])
        let ordered = model([
            (0, Fixture.state(1, 50, last: "a")), (5, Fixture.state(2, 48, moving: true, target: 0, last: "b")),
        ])
        #expect(ordered.status.findings == [])
        let byHand = model([
            (0, Fixture.state(1, 50, mode: .local)), (5, Fixture.state(2, 20, moving: true, mode: .local)),
            (9, Fixture.state(3, 20)),
        ])
        #expect(byHand.status.findings == [])
    }

    @Test("Stuck, stalled, slow, and well again with the next command")
    func strokes() {
        let begun = [(0.0, Fixture.state(1, 100, last: "a")), (1.0, Fixture.state(2, 100, target: 0, last: "b"))]
        #expect(model(begun + [(5.5, Fixture.state(3, 100, target: 0, last: "b"))]).status.findings == [])
        #expect(model(begun + [(6, Fixture.state(3, 100, target: 0, last: "b"))]).status.findings == ["STUCK"])
        #expect(model(begun + [(4, Fixture.state(3, 100, last: "b"))]).status.findings == ["STUCK"], "gave up")

        let half = begun + [(4, Fixture.state(3, 60, moving: true, target: 0, last: "b"))]
        #expect(model(half + [(9, Fixture.state(4, 60, target: 0, last: "b"))]).status.findings == ["STALLED"])

        let crawl =
            begun + [
                (2, Fixture.state(3, 100, moving: true, target: 0, last: "b")),
                (6, Fixture.state(4, 96, moving: true, target: 0, last: "b")),
            ]
        #expect(model(crawl).status.findings == ["SLOW"])
        #expect(model(crawl + [(7, Fixture.state(5, 96, target: nil, last: "stop"))]).status.findings == [])
    }

    @Test("Closed for ten seconds, yet water flows: passing, until it does not")
    func passing() {
        var model = model([(0, Fixture.state(1, 0))])
        let at = Fixture.at(0).wall
        let flow = { ValveTelemetryMessage(at: at, pressureBar: 4, flowLps: $0) }
        #expect(!model.receive(telemetry: flow(5), at: Fixture.at(9)).contains(.raised(.passing)))
        #expect(model.receive(telemetry: flow(5), at: Fixture.at(10)).contains(.raised(.passing)))
        #expect(model.receive(telemetry: flow(0.7), at: Fixture.at(11)).contains(.cleared(.passing)) == false)
        #expect(model.receive(telemetry: flow(0.1), at: Fixture.at(12)).contains(.cleared(.passing)))
    }
}
