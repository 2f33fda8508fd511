import OpsCore
import OpsMetrics
import Testing

@testable import OpsServer

/// Interlock conditions over recorded telemetry: what holds, and what is said of what does not.
@Suite struct InterlockCheckTests {
    private let store = SeriesStore()
    private let clock = SettableClock()
    private var check: InterlockCheck { InterlockCheck(engine: QueryEngine(store: store), clock: clock) }

    private func record(
        _ name: String, _ value: Double, valve: String, segment: String? = "7", secondsAgo: Double = 1
    ) {
        let labels = [("valve", valve)] + (segment.map { [("seg", $0)] } ?? [])
        store.append(
            Labels(name: name, labels), at: clock.wall.milliseconds - Int64(secondsAgo * 1000), value)
    }

    private func reading(_ text: String) -> InterlockReading { check.reading(text, at: clock.wall.milliseconds) }

    private static let pressure = "valve_pressure_bar{seg=\"7\"} < 6"

    @Test func itHoldsWhereEverySensorSaysSo() {
        record("valve_pressure_bar", 4.2, valve: "v-101")
        record("valve_pressure_bar", 5.9, valve: "v-102")
        record("valve_pressure_bar", 9, valve: "v-201", segment: "8")
        let reading = reading(Self.pressure)
        #expect(reading.holds)
        #expect(reading.reading.contains("v-101 is 4.2") && reading.reading.contains("v-102 is 5.9"))
    }

    @Test func oneSensorThatDoesNotSayItRefusesWithItsValue() {
        record("valve_pressure_bar", 4.2, valve: "v-101")
        record("valve_pressure_bar", 7.31, valve: "v-102")
        let reading = reading(Self.pressure)
        #expect(!reading.holds)
        #expect(reading.text == "valve_pressure_bar{seg=\"7\"} < 6 (v-102 is 7.31)")
    }

    @Test(arguments: ["(%)", "+(%)", "+(+(%))"]) func whatStandsAroundAConditionChangesNothing(_ form: String) {
        record("valve_pressure_bar", 4.2, valve: "v-101")
        record("valve_pressure_bar", 7.31, valve: "v-102")
        let parts = form.split(separator: "%", omittingEmptySubsequences: false)
        let reading = reading(parts.joined(separator: Self.pressure))
        #expect(!reading.holds)
        #expect(reading.reading == "v-102 is 7.31")
    }

    @Test func noDataRefuses() {
        #expect(reading(Self.pressure) == InterlockReading(expression: Self.pressure, holds: false, reading: "no data"))
    }

    @Test func aSensorThatFellSilentRefusesThoughTheOthersHold() {
        record("valve_pressure_bar", 4.2, valve: "v-101")
        record("valve_pressure_bar", 4.1, valve: "v-102", secondsAgo: 40)
        #expect(!reading(Self.pressure).holds)
        #expect(reading(Self.pressure).reading == "no fresh data of v-102")
    }

    @Test func aSeriesThatEndedRefuses() {
        record("valve_pressure_bar", 4.2, valve: "v-101", secondsAgo: 2)
        record("valve_pressure_bar", Staleness.marker, valve: "v-101", secondsAgo: 1)
        #expect(reading(Self.pressure).reading == "no fresh data of v-101")
    }

    @Test(arguments: [Double.nan, .infinity]) func whatIsNoNumberRefuses(_ value: Double) {
        record("valve_pressure_bar", 4.2, valve: "v-101")
        record("valve_pressure_bar", value, valve: "v-102")
        for text in [Self.pressure, "valve_pressure_bar{seg=\"7\"} > 1", "valve_pressure_bar{seg=\"7\"} != 3"] {
            #expect(!reading(text).holds, "\(text)")
        }
        #expect(reading(Self.pressure).reading == "v-102 is not a number")
    }

    @Test(arguments: [
        ("valve_position_percent{valve=\"v-102\"} <= 0", true),
        ("valve_position_percent{valve=\"v-102\"} <= 0 and on() valve_flow_lps{valve=\"v-101\"} > 10", true),
        ("valve_position_percent{valve=\"v-102\"} <= 0 and on() valve_flow_lps{valve=\"v-101\"} > 50", false),
        ("valve_position_percent{valve=\"v-102\"} > 50 or valve_flow_lps{valve=\"v-101\"} > 10", true),
        ("(valve_flow_lps{valve=\"v-101\"} > 50)", false),
        ("valve_flow_lps{valve=\"v-101\"} < bool 5", false),
        ("10 < valve_flow_lps{valve=\"v-101\"}", true),
        ("sum(valve_flow_lps) < 100", true), ("sum(valve_flow_lps) < 1", false),
        ("rate(valve_flow_lps{valve=\"v-909\"}[1m]) < 1", false), ("absent(valve_flow_lps{valve=\"v-909\"})", false),
        ("1 > bool 2", false), ("2 > bool 1", true), ("this is no PromQL", false), ("\"text\"", false),
    ])
    func formsOfConditions(_ text: String, _ holds: Bool) {
        record("valve_position_percent", 0, valve: "v-102", segment: nil)
        record("valve_flow_lps", 20, valve: "v-101")
        #expect(reading(text).holds == holds, "\(text): \(reading(text).reading)")
    }
}
