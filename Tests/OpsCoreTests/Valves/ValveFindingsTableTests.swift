import OpsCore
import Testing

private typealias Fixture = ValveFixture

/// The findings as a table: what a valve reports, second by second, and what holds in the end.
@Suite("Findings, as a table")
struct ValveFindingsTableTests {
    /// `SECOND POSITION [moving] [>TARGET] [#COMMAND] [zso] [zsc] [local] [bad] [flow=N]`, parted by `;`.
    private func findings(_ story: String) throws -> [String] {
        var model = ValveTelemetryModel(valve: "v-1", configuration: Fixture.configuration)
        for (index, step) in story.split(separator: ";").enumerated() {
            let words = step.split(separator: " ").map(String.init)
            let now = Fixture.at(try #require(Double(words[0])))
            if let flow = words.first(where: { $0.hasPrefix("flow=") }) {
                let message = ValveTelemetryMessage(
                    at: now.wall, pressureBar: 4, flowLps: Double(flow.dropFirst(5)))
                _ = model.receive(telemetry: message, at: now)
                continue
            }
            func has(_ word: String) -> Bool { words.contains(word) }
            let target = words.first { $0.hasPrefix(">") }.flatMap { Double($0.dropFirst()) }
            let command = words.first { $0.hasPrefix("#") }.map { String($0.dropFirst()) }
            let state = Fixture.state(
                Int64(index + 1), try #require(Double(words[1])), moving: has("moving"), target: target, last: command,
                quality: has("bad") ? .bad : .good, mode: has("local") ? .local : .remote,
                open: has("zso") ? true : nil, closed: has("zsc") ? true : nil)
            _ = model.receive(state: state, at: now)
        }
        return model.status.findings
    }

    @Test(
        arguments: [
            // SENSOR_FAULT: both switches, and over with one.
            ("0 50 zso zsc", ["SENSOR_FAULT"]), ("0 50 zso zsc; 5 50", []), ("0 50 zso", []), ("0 50 zsc", []),
            // UNCOMMANDED: only from rest, without an order, in remote mode, of good quality, by more than 3 %.
            ("0 50 #a; 5 50 moving #a", ["UNCOMMANDED"]), ("0 50 #a; 5 46 #a", ["UNCOMMANDED"]),
            ("0 50 #a; 5 47.5 #a", []), ("0 50 #a; 5 40 #a bad", []), ("0 50 bad #a; 5 40 #a", []),
            ("0 50 local #a; 5 40 #a", []), ("0 50 #a; 5 40 local #a", []), ("0 50 #a; 5 49 moving >0 #b", []),
            ("0 50 moving >0 #a; 1 40 moving >0 #a; 3 20 #stop", []),
            ("0 50 #a; 5 46 #a; 10 46 #b", []), ("5 40", []),
            // STUCK: an order, and 5 s without a movement of 1 %; or the device gave up.
            ("0 100 #a; 1 100 >0 #b; 5.9 100 >0 #b", []), ("0 100 #a; 1 100 >0 #b; 6 100 >0 #b", ["STUCK"]),
            ("0 100 #a; 1 100 moving >0 #b; 6 99.5 moving >0 #b", ["STUCK"]), ("0 100 #a; 1 100 #b", []),
            ("0 100 #a; 1 100 >0 #b; 2 100 #b", ["STUCK"]),
            ("0 100 #a; 1 100 >0 #b; 7 100 >0 #b; 8 90 moving >0 #b", []),
            ("0 100 #a; 1 100 >0 #b; 7 100 >0 #b; 8 100 #c", []),
            // STALLED: the same after it had moved.
            ("0 100 #a; 1 100 moving >0 #b; 3 70 moving >0 #b; 8 70 moving >0 #b", ["STALLED"]),
            ("0 100 #a; 1 100 moving >0 #b; 3 70 moving >0 #b; 4 70 #b", ["STALLED"]),
            ("0 100 #a; 1 100 moving >0 #b; 3 70 moving >0 #b; 8 70 >0 #b; 9 60 moving >0 #b", []),
            ("0 100 #a; 1 100 moving >0 #b; 6 50 moving >0 #b; 11 0 #b", []),
            // SLOW: under 2 %/s where the way takes 10 s; judged over 3 s.
            ("0 100 #a; 1 100 moving >0 #b; 3.9 95 moving >0 #b", []),
            ("0 100 #a; 1 100 moving >0 #b; 4 95 moving >0 #b", ["SLOW"]),
            ("0 100 #a; 1 100 moving >0 #b; 4 93 moving >0 #b", []),
            ("0 100 #a; 1 100 moving >0 #b; 4 95 moving >0 #b; 8 60 moving >0 #b", []),
            // PASSING: ten seconds closed, then more than a litre a second.
            ("0 0; 9 flow=5", []), ("0 0; 10 flow=5", ["PASSING"]), ("0 0; 10 flow=-5", ["PASSING"]),
            ("0 0; 10 flow=0.9", []), ("0 0; 10 flow=5; 11 flow=0.6", ["PASSING"]), ("0 0; 10 flow=5; 11 flow=0.4", []),
            ("0 100; 5 flow=90; 6 0 #c; 30 0 #c", []), ("0 0; 10 flow=5; 12 30 #c", []), ("0 50; 20 flow=5", []),
            ("0 0 zso zsc; 20 flow=5", ["SENSOR_FAULT"]),
        ] as [(String, [String])])
    func table(story: String, wanted: [String]) throws {
        #expect(try findings(story) == wanted, "\(story)")
    }
}
