import OpsCore
import OpsMQTT
import Testing

@testable import OpsTUI

/// What the dashboard's own subscription makes of messages, good and hostile.
@Suite struct TelemetryTests {
    static let good = """
        {"schema":"ops.valve.state/1","boot_id":"b1","rev":812,"seq":55,"ts":1772373751000,"position":38.2,"zso":false,
        "zsc":false,"moving":true,"target":0.0,"quality":"good","mode":"remote","interlocks":[],"last_cmd_id":null}
        """

    private func update(_ topic: String, _ payload: String, retain: Bool = false) -> TelemetryUpdate {
        let message = MQTTMessage(topic: topic, payload: Array(payload.utf8), retain: retain)
        return TelemetrySubscription.update(of: .messages([message]), site: "main")
    }

    @Test func aStateIsRead() {
        guard case .readings(let readings, 0) = update("ops/v1/main/v-103/state", Self.good) else {
            Issue.record("not read")
            return
        }
        #expect(readings.first?.valveID == "v-103")
        #expect(readings.first?.message.position == 38.2)
        #expect(readings.first?.state(otherwise: .open) == .closing)
    }

    @Test func aRetainedStateMakesNothingFresh() {
        #expect(
            update("ops/v1/main/v-103/state", Self.good, retain: true) == .readings([], unreadable: 0))
    }

    @Test(arguments: [
        ("ops/v1/main/v-103/state", ""), ("ops/v1/main/v-103/state", "{"), ("ops/v1/main/v-103/state", "[1]"),
        ("ops/v1/main/v-103/state", "{\"schema\":\"ops.valve.state/2\"}"),
        ("ops/v1/other/v-103/state", good), ("ops/v1/main/v-103/cmd", good), ("ops/v1/main//state", good),
        ("ops/v1/main/v 103/state", good), ("state", good),
        ("ops/v1/main/v-103/state", good.replacing("38.2", with: "1e999")),
        ("ops/v1/main/v-103/state", good.replacing("38.2", with: "140")),
        ("ops/v1/main/v-103/state", String(repeating: "x", count: 1_000_000)),
    ])
    func garbageIsCountedAndNothingElse(_ topic: String, _ payload: String) {
        #expect(update(topic, payload) == .readings([], unreadable: 1))
    }

    @Test func ofManyTheNewestOfEachValveCounts() {
        let messages = ["10", "20", "30"].map { position in
            MQTTMessage(
                topic: "ops/v1/main/v-1/state", payload: Array(Self.good.replacing("38.2", with: position).utf8))
        }
        guard
            case .readings(let readings, 0) = TelemetrySubscription.update(of: .messages(messages), site: "main")
        else {
            Issue.record("not read")
            return
        }
        #expect(readings.map(\.message.position) == [30])
    }
}
