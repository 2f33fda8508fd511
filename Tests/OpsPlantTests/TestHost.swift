import OpsCore
import OpsMQTT
import OpsTestSupport

@testable import OpsPlant

/// A Sparkplug host in small: one node's session and one valve, over a real broker.
actor TestHost {
    private let address: SparkplugAddress
    private let client: MQTTClient
    private let clock = SystemClock()
    private var listener: Task<Void, Never>?
    private var session = SparkplugSession(isWanted: false, seed: 1)
    private var valve = SparkplugValve()

    private(set) var state: ValveStateMessage?
    private(set) var telemetry: ValveTelemetryMessage?
    private(set) var answers: [String: [AckState]] = [:]
    private(set) var births = 0
    private(set) var deaths = 0
    private(set) var refusals: [SparkplugRefusal] = []

    init(_ address: SparkplugAddress, port: Int) {
        self.address = address
        client = MQTTClient(
            MQTTConfiguration(
                host: "127.0.0.1", port: port, clientID: "host", backoffBaseSeconds: 0.2, backoffCapSeconds: 0.5),
            subscriptions: SparkplugTopic.filters(group: address.group).map { MQTTSubscription(filter: $0) })
    }

    /// State and process values were heard.
    var isKnown: Bool { state != nil && telemetry?.flowLps != nil }
    nonisolated var isUp: Bool { client.link.connected }

    func start() {
        listener = Task { [weak self, client] in
            for await event in client.events { await self?.take(event) }
        }
        client.start()
    }

    func stop() async {
        await client.stop()
        listener?.cancel()
    }

    func command(
        _ id: String, _ aim: SparkplugCommand.Aim, notAfter: WallTime? = nil
    ) async throws {
        let now = clock.wall
        let command = ValveCommandMessage(
            commandID: id, epoch: 1, valve: "v", phase: .operate, action: .position, position: nil, issuedAt: now,
            notAfter: notAfter ?? now.advanced(seconds: 30), expect: .init(bootID: "b", rev: nil))
        guard let payload = SparkplugCommand.payload(command, aim: aim, types: valve.types, at: now),
            let topic = SparkplugTopic(address.name, .deviceCommand, device: address.device)
        else { return }
        try await client.publish(
            MQTTMessage(topic: topic.text, payload: payload.encode(), qos: 1), timeout: .seconds(10))
    }

    func askForBirths() async throws {
        guard let topic = SparkplugTopic(address.name, .nodeCommand) else { return }
        let payload = SparkplugCommand.rebirth(at: clock.wall)
        try await client.publish(
            MQTTMessage(topic: topic.text, payload: payload.encode(), qos: 1), timeout: .seconds(10))
    }

    private func take(_ event: MQTTEvent) {
        switch event {
        case .linkUp: session.linkUp(at: clock.monotonic)
        case .linkDown: session.linkLost()
        case .messages(let messages): for message in messages { take(message) }
        case .overflow: break
        }
    }

    private func take(_ message: MQTTMessage) {
        let now = ActuationInstant(clock)
        guard let topic = SparkplugTopic(parsing: message.topic), topic.name == address.name,
            let payload = try? SparkplugPayload.decode(message.payload)
        else { return }
        for change in session.receive(topic.kind, device: topic.device, payload, retained: message.retain, at: now) {
            switch change {
            case .born(_, let boot, let readings, _):
                births += 1
                take(valve.born(boot: boot, readings, at: now))
            case .data(_, let readings, _): take(valve.data(readings, at: now))
            case .died: deaths += 1
            case .refused(let refusal): refusals.append(refusal)
            // It may have come to a new broker after the node, and have missed its births.
            case .rebirthNeeded: Task { try? await askForBirths() }
            case .inDoubt: break
            }
        }
    }

    private func take(_ news: SparkplugValve.News) {
        if let state = news.state { self.state = state }
        if let telemetry = news.telemetry { self.telemetry = telemetry }
        if let ack = news.acknowledgement { answers[ack.commandID, default: []].append(ack.state) }
        refusals += news.refusals
    }
}
