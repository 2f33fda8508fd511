import Logging
import OpsCore
import OpsMQTT
import OpsMetrics

/// Valves that speak Sparkplug B. Everything that decides is in ``SparkplugHost``.
extension ValveService {
    /// A device whose clock is this far behind would take a command after its time.
    static let clockLagLimit = Duration.seconds(3)
    /// How old the report of a moving valve may be that a `stop` rests on, where the device knows no stop of its own.
    static let stopBasis = Duration.seconds(2)

    /// The devices that the configuration names.
    static func sparkplugHost(_ valves: [ValveConfiguration]) -> SparkplugHost? {
        let named = valves.compactMap { valve in valve.schema.sparkplug.map { ($0, valve.id) } }
        guard !named.isEmpty else { return nil }
        return SparkplugHost(
            valves: Dictionary(named, uniquingKeysWith: { first, _ in first }), seed: UInt64.random(in: .min ... .max))
    }

    static func sparkplugSubscriptions(
        _ host: SparkplugHost?, _ presence: SparkplugPresence?
    ) -> [MQTTSubscription] {
        guard let host else { return [] }
        let filters = host.groups.flatMap { SparkplugTopic.filters(group: $0) } + [presence?.topic].compactMap(\.self)
        // Commands too: those of other servers.
        let commands = host.groups.compactMap { SparkplugTopic.commandFilter(group: $0) }
        return (filters + commands).map { MQTTSubscription(filter: $0, qos: 1, noLocal: true) }
    }

    func sparkplugLinkUp() {
        sayPresent()
        sparkplug?.linkUp(at: clock.monotonic)
        scheduleSparkplug()
    }

    func sparkplugLinkLost() {
        sparkplug?.linkLost()
        sparkplugTimer?.cancel()
        (sparkplugTimer, sparkplugDueAt) = (nil, nil)
    }

    func receiveSparkplug(_ message: MQTTMessage) async {
        if message.topic == presence?.topic { return answerContradiction(message) }
        guard !message.wasTooLong else { return refused(SparkplugRefusal.tooLarge.rawValue) }
        let kind = SparkplugTopic(parsing: message.topic)?.kind
        registry.increment("mqtt_messages_in_total", [("kind", kind.map { $0.rawValue.lowercased() } ?? "other")])
        await renewLinkAge()
        let changes =
            sparkplug?.receive(topic: message.topic, message.payload, retained: message.retain, at: clock.instant) ?? []
        await apply(changes)
        scheduleSparkplug()
    }

    private func apply(_ changes: [SparkplugHost.Change]) async {
        for change in changes {
            switch change {
            case .refused(let refusal): refused(refusal.rawValue)
            case .askForBirths(let name): askForBirths(name)
            // The wire has no epoch that could be passed.
            case .command(let command): _ = others.hear(command, timers: timers, at: clock.monotonic)
            case .online(let valve): await update(valve) { $0.receive(availability: .online, at: $1) }
            case .state(let valve, let state): await take(state, of: valve, retained: false, expirySeconds: nil)
            case .telemetry(let valve, let telemetry): await take(telemetry, of: valve)
            case .acknowledgement(let valve, let ack): await take(ack, of: valve)
            // Nothing is fresh until births come again.
            case .inDoubt(let valve): await update(valve, always: true) { $0.linkLost(at: $1) }
            case .offline(let valve):
                await update(valve) { $0.receive(availability: .offline, at: $1) }
                for run in runs(on: valve) { await run.post(.deviceOffline) }
            }
        }
    }

    /// One task waits for the earliest time that matters; a message seldom brings an earlier one.
    private func scheduleSparkplug() {
        guard session != nil, let due = sparkplug?.nextTimer else { return }
        if let sparkplugDueAt, sparkplugDueAt <= due { return }
        sparkplugTimer?.cancel()
        sparkplugDueAt = due
        let pause = max(due.duration(since: clock.monotonic), .milliseconds(10))
        sparkplugTimer = Task { [weak self] in
            do { try await Task.sleep(for: pause) } catch { return }
            await self?.sparkplugDue()
        }
    }

    private func sparkplugDue() async {
        (sparkplugTimer, sparkplugDueAt) = (nil, nil)
        await apply(sparkplug?.timer(at: clock.instant) ?? [])
        scheduleSparkplug()
    }

    /// A question that moves nothing; where it does not get through, it is asked again.
    private func askForBirths(_ name: SparkplugNodeName) {
        guard let client, let session, let topic = SparkplugTopic(name, .nodeCommand) else { return }
        registry.increment("sparkplug_rebirths_asked_total")
        let payload = SparkplugCommand.rebirth(at: clock.wall).encode()
        let registry = registry
        Task {
            do throws(MQTTError) {
                try await client.publish(
                    MQTTMessage(topic: topic.text, payload: payload, qos: 0), timeout: Self.publishPatience,
                    inSession: session)
                registry.countMessageOut(.rebirth)
            } catch {
                // Asked again in its time.
            }
        }
    }

    private func answerContradiction(_ message: MQTTMessage) {
        if presence?.isContradicted(by: message) ?? false { sayPresent() }
    }

    private func sayPresent() {
        guard let client, let session, let presence else { return }
        let (logger, registry) = (logger, registry)
        Task {
            do throws(MQTTError) {
                try await client.publish(
                    presence.message(online: true), timeout: Self.publishPatience, inSession: session)
                registry.countMessageOut(.presence)
            } catch {
                let metadata: Logger.Metadata = ["topic": "\(presence.topic)", "error": "\(error)"]
                logger.warning("this host's Sparkplug state could not be published", metadata: metadata)
            }
        }
    }

    // MARK: Commands

    /// What stands against a command beside ``ActuationGate``: where the wire itself cannot carry it safely.
    func wireRefusal(_ id: String, _ request: ActuationRequest) -> Refusal? {
        guard let configuration = book.configurations[id] else { return nil }
        if let client, client.link.version != .v5 {
            return Refusal(
                .brokerDown,
                "The broker speaks MQTT 3.1.1 alone, where no message can expire: telemetry is read, commands are not "
                    + "sent; nothing was sent to \(id). Use a broker with MQTT 5")
        }
        guard let address = configuration.schema.sparkplug else { return nil }
        guard let device = sparkplug?.device(address, orInDoubt: request.action.isUnconditional) else {
            return Refusal(.deviceOffline, "The node of \(id) was not born over this link; nothing was sent")
        }
        if request.action == .stop { return device.valve.stops ? nil : blindStop(id) }
        guard !request.action.isUnconditional else { return nil }
        guard let lag = device.clockLag, lag <= Self.clockLagLimit else {
            let seconds = device.clockLag.map { "\($0.components.seconds) s behind" } ?? "not known"
            return Refusal(
                .staleState,
                "The clock of \(id)'s device is \(seconds): it could take the command after its time. Set it right")
        }
        return nil
    }

    /// Without a stop of the device's own, `stop` means "go to where you are": to be sent only where that is known.
    private func blindStop(_ id: String) -> Refusal? {
        guard let model = book.models[id], let state = model.latest else { return nil }
        let age = model.status.lastSeenAt.map { clock.wall.seconds(since: $0) } ?? .infinity
        let limit = Self.stopBasis / .seconds(1)
        guard model.isFresh(at: clock.monotonic), !state.moving || age <= limit else {
            return Refusal(
                .staleState,
                "\(id) knows no stop but to be sent to where it is, and that is not known well enough now; `safe` "
                    + "remains available")
        }
        return nil
    }

    /// The one message that carries a command to a Sparkplug device; nil where it must not leave: another phase than
    /// operate, another connection of the node than the operator acted on, a `stop` without a place.
    func sparkplugMessage(_ command: ValveCommandMessage, to address: SparkplugAddress) -> MQTTMessage? {
        guard let device = sparkplug?.device(address, orInDoubt: command.action.isUnconditional),
            device.boot == command.expect.bootID,
            book.configurations[command.valve]?.schema.allowsCommands == true,
            let topic = SparkplugTopic(address.name, .deviceCommand, device: address.device)
        else { return nil }
        guard let aim = aim(of: command, device.valve) else { return nil }
        let payload = SparkplugCommand.payload(
            command, aim: aim, clockLag: device.clockLag, types: device.valve.types, at: clock.wall)
        guard let bytes = payload?.encode() else { return nil }
        return MQTTMessage(topic: topic.text, payload: bytes, qos: 0, expirySeconds: command.expirySeconds)
    }

    private func aim(of command: ValveCommandMessage, _ device: SparkplugValve) -> SparkplugCommand.Aim? {
        if command.action == .stop {
            if device.stops { return .stop }
            guard blindStop(command.valve) == nil else { return nil }
            return book.models[command.valve]?.latest.map { .position($0.position) }
        }
        let safe = book.configurations[command.valve]?.safePosition
        let target = ActuationTarget(
            action: command.action, position: command.action == .safe ? safe : command.position)
        return target.position.map { .position($0) }
    }
}
