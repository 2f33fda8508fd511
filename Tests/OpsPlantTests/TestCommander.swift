import OpsCore
import OpsMQTT
import OpsPlant

/// A server's part in small: one valve's model and the machine of one command, over a real broker.
actor TestCommander {
    private let client: MQTTClient
    private let valve: ValveConfiguration
    private let site: String
    private let clock = SystemClock()
    private var machine: Actuation?
    private var listener: Task<Void, Never>?
    private var timer: Task<Void, Never>?
    private var epoch: Int64 = 0

    private(set) var model: ValveTelemetryModel
    private(set) var published: [ValveCommandMessage] = []
    private(set) var findings: Set<ValveFinding> = []
    private(set) var boots: Set<String> = []
    /// The phases that were sent.
    var phases: [CommandPhase] { published.map(\.phase) }
    /// The ids of the commands that were answered, in order.
    private(set) var answered: [String] = []
    /// Why commands were refused, by id.
    private(set) var causes: [String: String] = [:]
    private(set) var highestPressure = 0.0
    private(set) var refusedPayloads = 0
    private(set) var statesSeen = 0

    init(_ valve: ValveConfiguration, site: String, port: Int, user: String? = nil, password: String? = nil) {
        self.valve = valve
        self.site = site
        model = ValveTelemetryModel(valve: valve.id, configuration: valve)
        let configuration = MQTTConfiguration(
            host: "127.0.0.1", port: port, username: user, password: password, clientID: "commander-\(valve.id)",
            backoffBaseSeconds: 0.2, backoffCapSeconds: 1)
        let kinds: [ValveTopicKind] = [.acknowledgement, .state, .telemetry, .availability]
        let filters = kinds.compactMap { ValveTopic(site: site, valve: valve.id, kind: $0)?.text }
        client = MQTTClient(configuration, subscriptions: filters.map { MQTTSubscription(filter: $0) })
    }

    func start() {
        listener = Task { [weak self, client] in
            for await event in client.events { await self?.take(event) }
        }
        client.start()
    }

    func stop() async {
        timer?.cancel()
        await client.stop()
        listener?.cancel()
    }

    var isReady: Bool { client.link.connected && model.isFresh(at: clock.monotonic) && model.status.online == true }
    var status: CommandStatus? { machine?.status }
    var isEnded: Bool { machine?.isEnded ?? false }

    /// Starts a command on the valve as it was last reported.
    func command(_ action: ValveAction, position: Double? = nil) async {
        guard let basis = model.latest else { return }
        epoch += 1
        let now = ActuationInstant(clock)
        let command = CommandStatus(
            id: "cmd-\(epoch)", valveId: valve.id, action: action, position: position, actor: "op", reason: nil,
            epoch: epoch, issuedAt: now.wall, notAfter: now.wall.advanced(seconds: 5))
        machine = Actuation(command: command, valve: valve, basis: basis)
        await drive(.start)
    }

    /// Sends a message as it is.
    func send(_ message: ValveCommandMessage, retain: Bool = false) async throws {
        guard let topic = ValveTopic(site: site, valve: valve.id, kind: .command),
            let answers = ValveTopic(site: site, valve: valve.id, kind: .acknowledgement)
        else { return }
        try await client.publish(
            MQTTMessage(
                topic: topic.text, payload: try message.encode(), qos: 1, retain: retain,
                expirySeconds: message.expirySeconds, responseTopic: answers.text,
                correlationData: Array(message.commandID.utf8)), timeout: .seconds(3))
    }

    private func drive(_ event: ActuationEvent) async {
        guard let actions = machine?.handle(event, at: ActuationInstant(clock)) else { return }
        for action in actions {
            switch action {
            case .save: break
            case .recheck: await drive(.rechecked(nil))
            case .publish(let message): await publish(message)
            case .setTimer(let at): wake(at: at)
            case .finish: timer?.cancel()
            }
        }
    }

    private func publish(_ message: ValveCommandMessage) async {
        published.append(message)
        do {
            try await send(message)
        } catch {
            let mayHaveLeft = (error as? MQTTError) != .notConnected
            await drive(.publishFailed(message.phase, mayHaveLeft: mayHaveLeft))
        }
    }

    private func wake(at time: MonotonicTime) {
        timer?.cancel()
        let wait = max(.zero, time.duration(since: clock.monotonic))
        timer = Task { [weak self] in
            try? await Task.sleep(for: wait)
            if !Task.isCancelled { await self?.drive(.timer) }
        }
    }

    private func take(_ event: MQTTEvent) async {
        switch event {
        case .linkUp: await drive(.connected)
        case .linkDown:
            _ = model.linkLost(at: ActuationInstant(clock))
            await drive(.linkLost)
        case .messages(let messages): for message in messages { await take(message) }
        case .overflow: break
        }
    }

    private func take(_ message: MQTTMessage) async {
        let now = ActuationInstant(clock)
        do {
            switch ValveTopic(parsing: message.topic)?.kind {
            case .acknowledgement:
                let ack = try ValveAckMessage.decode(message.payload)
                guard message.correlationData == Array(ack.commandID.utf8) else { return refusedPayloads += 1 }
                answered.append(ack.commandID)
                causes[ack.commandID] = ack.cause
                await drive(.acknowledged(ack))
            case .state:
                await take(try ValveStateMessage.decode(message.payload), message, at: now)
            case .telemetry:
                note(model.receive(telemetry: try ValveTelemetryMessage.decode(message.payload), at: now))
                highestPressure = max(highestPressure, model.status.pressureBar ?? 0)
            case .availability:
                _ = model.receive(availability: try ValveAvailability.decode(message.payload), at: now)
            case .command, nil: break
            }
        } catch {
            refusedPayloads += 1
        }
    }

    private func take(_ state: ValveStateMessage, _ message: MQTTMessage, at now: ActuationInstant) async {
        let changes = model.receive(
            state: state, retained: message.retain, remainingExpirySeconds: message.expirySeconds, at: now)
        statesSeen += 1
        boots.insert(state.bootID)
        note(changes ?? [])
        await drive(.state(state, fresh: changes != nil && !message.retain))
    }

    private func note(_ changes: [ValveModelChange]) {
        for case .raised(let finding) in changes { findings.insert(finding) }
    }
}
