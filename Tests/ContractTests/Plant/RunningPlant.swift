import OpsChildren
import OpsTestSupport

/// A real broker with the simulated plant as a process of its own, beside which servers come and go.
final class RunningPlant: Sendable {
    let broker: TestBroker
    private let plant: Background

    private init(broker: TestBroker, plant: Background) {
        self.broker = broker
        self.plant = plant
    }

    static func start(in place: Place) async throws -> RunningPlant {
        let broker = try await TestBroker.start()
        let url = "mqtt://127.0.0.1:\(broker.port)"
        let plant = try await Background.start(
            [try BuiltBinary.opstui, "plant", "--broker", url], in: place, name: "plant")
        return RunningPlant(broker: broker, plant: plant)
    }

    /// What a server needs to find it, and to be asked often.
    var environment: [String: String] {
        ["MQTT_URL": "mqtt://127.0.0.1:\(broker.port)", "RATE_LIMIT_GENERAL": "100000/minute"]
    }

    func stop() async {
        await plant.end()
        await broker.stop()
    }
}
