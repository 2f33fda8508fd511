import OpsCore
import OpsTestSupport
import Testing

@testable import OpsServer

/// A broker that speaks MQTT 3.1.1 alone: the plant is seen, and not moved.
@Suite(.serialized) struct OldBrokerTests {
    @Test func telemetryIsReadAndNoCommandIsSent() async throws {
        let gate = Guarded<OldBrokerGate?>(nil)
        let behindGate: (inout ServerConfiguration) -> Void = { configuration in
            guard let port = configuration.mqtt?.port, let made = try? OldBrokerGate(broker: port) else { return }
            gate.with { $0 = made }
            configuration.mqtt?.port = made.port
        }
        try await TestSite.with(configure: behindGate) { site in
            for action in [ValveAction.close, .stop, .safe] {
                await #expect { try await site.actuate(action) } throws: { error in
                    let refusal = error as? Refusal
                    return refusal?.code == .brokerDown && refusal?.detail.contains("3.1.1") == true
                }
            }
            #expect(site.witness.sightings.isEmpty)
            #expect(try await site.core.commands().isEmpty)
            let link = try await site.core.snapshot().links.first { $0.name == .mqtt }
            #expect(link?.state == .degraded && link?.detail?.contains("3.1.1") == true)
            #expect(try await site.core.valve(id: "v-1").status.state == .open)
        }
        gate.value?.close()
    }
}
