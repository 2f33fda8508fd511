import Foundation
import Logging
import OpsCore
import OpsMQTT
import OpsMetrics

/// Announces the valves to Home Assistant, and takes back what the configuration no longer says. A broker keeps retained
/// messages for ever, so what was announced is remembered in the state directory, before it is.
struct HomeAssistantAnnouncer: Sendable {
    private let wanted: [HomeAssistantValve]
    private let memory: URL
    private let logger: Logger
    private let registry: MetricRegistry?

    init(_ configuration: ServerConfiguration, logger: Logger, registry: MetricRegistry? = nil) {
        self.registry = registry
        let prefix = configuration.homeAssistantPrefix
        wanted = configuration.valves.compactMap { valve in
            prefix.flatMap { HomeAssistantValve(valve, site: configuration.site, prefix: $0) }
        }
        memory = URL(fileURLWithPath: configuration.stateDirectory).appendingPathComponent("home-assistant.json")
        self.logger = logger
    }

    /// Once at each link-up; a message that is the same as before changes nothing there.
    func announce(over client: MQTTClient, inSession session: UInt64) async {
        let former = remembered()
        let topics = Set(wanted.map(\.topic))
        guard !topics.isEmpty || !former.isEmpty else { return }
        do {
            try remember(former.union(topics))
            for topic in former.subtracting(topics).sorted() { try await publish(topic, [], client, session) }
            for valve in wanted { try await publish(valve.topic, valve.payload, client, session) }
            try remember(topics)
        } catch {
            logger.warning("the valves could not be announced to Home Assistant", metadata: ["error": "\(error)"])
        }
    }

    private func publish(
        _ topic: String, _ payload: [UInt8], _ client: MQTTClient, _ session: UInt64
    ) async throws(MQTTError) {
        try await client.publish(
            MQTTMessage(topic: topic, payload: payload, qos: 1, retain: true), timeout: .seconds(10),
            inSession: session)
        registry?.countMessageOut(.discovery)
    }

    private func remembered() -> Set<String> {
        guard let data = try? Data(contentsOf: memory), data.count < 1 << 22,
            let topics = try? JSONDecoder().decode([String].self, from: data)
        else { return [] }
        return Set(topics)
    }

    private func remember(_ topics: Set<String>) throws {
        guard !topics.isEmpty else {
            try? FileManager.default.removeItem(at: memory)
            return
        }
        try JSONEncoder().encode(topics.sorted()).write(to: memory, options: .atomic)
    }
}
