import OpsCore
import OpsMQTT
import OpsPlant

/// A valve's device at a real broker, that notes what it truly did and when. Its decisions are the product's.
actor WitnessedDevice {
    /// What it did with a command.
    struct Act: Sendable {
        var command: ValveCommandMessage
        var drivenTo: Double?
        var at: WallTime
        var revBefore: Int64
        var bootID: String
    }

    /// From when on the valve rested where its last command wanted it, or anywhere at all; until that ended.
    struct Rest: Sendable {
        var commandID: String
        var position: Double
        var from: WallTime
    }

    nonisolated let valve: ValveConfiguration
    private let port: Int
    let clock = SystemClock()
    private var random: SplitMix64
    var device: EdgeDevice
    var dynamics: ActuatorDynamics
    var sensor: PositionSensor
    var sequence: Int64 = 0
    var skewSeconds: Double
    private var client: MQTTClient?
    var outbox: AsyncStream<MQTTMessage>.Continuation?
    private var tasks: [Task<Void, Never>] = []
    var reportedAt: MonotonicTime
    /// How many of a hundred commands it is given twice, the second time late.
    private let doubling: Int

    private(set) var acts: [Act] = []
    private(set) var rests: [Rest] = []
    var grants: [String: WallTime] = [:]

    init(_ valve: ValveConfiguration, port: Int, skewSeconds: Double, doubling: Int, seed: UInt64) {
        self.valve = valve
        self.port = port
        self.skewSeconds = skewSeconds
        self.doubling = doubling
        var random = SplitMix64(seed: seed)
        dynamics = ActuatorDynamics(position: 60, travelSeconds: valve.travelSeconds, seed: random.next())
        sensor = PositionSensor(position: 60, seed: random.next())
        device = EdgeDevice(
            valve: valve.id, bootID: "b-0-\(seed)", safePosition: valve.safePosition, seed: random.next())
        self.random = random
        reportedAt = SystemClock().monotonic
    }

    // MARK: Its life

    func start() {
        guard client == nil, let topic = topic(.command), let online = availability(.online) else { return }
        var settings = MQTTConfiguration(
            host: "127.0.0.1", port: port, clientID: "device-\(valve.id)", keepAliveSeconds: 10,
            will: availability(.offline), backoffBaseSeconds: 0.2, backoffCapSeconds: 1)
        settings.answerTimeoutSeconds = 5
        let client = MQTTClient(
            settings, subscriptions: [MQTTSubscription(filter: topic, qos: 1, retainHandling: 2)], birth: [online])
        let (messages, outbox) = AsyncStream.makeStream(of: MQTTMessage.self, bufferingPolicy: .bufferingNewest(64))
        self.client = client
        self.outbox = outbox
        tasks = [
            Task { [weak self] in for await event in client.events { await self?.take(event) } },
            Task { for await message in messages { _ = try? await client.publish(message, timeout: .seconds(5)) } },
            Task { [weak self] in await self?.beat() },
        ]
        client.start()
    }

    func stop() async {
        let leaving = client
        client = nil
        await leaving?.stop()
        outbox?.finish()
        for task in tasks { task.cancel() }
        tasks = []
    }

    /// The power fails and comes back; its memory stays.
    func reboot() async {
        advance()
        dynamics.halt(at: clock.monotonic)
        await stop()
        try? await Task.sleep(for: .milliseconds(500))
        device = EdgeDevice(
            valve: valve.id, bootID: "b-\(random.next())", safePosition: valve.safePosition, memory: device.memory,
            seed: random.next())
        sequence = 0
        start()
    }

    func setStuck(_ isStuck: Bool) {
        advance()
        dynamics.isStuck = isStuck
    }

    // MARK: What it hears

    private func take(_ event: MQTTEvent) async {
        switch event {
        case .linkUp: report()
        case .messages(let messages):
            for message in messages {
                receive(message)
                guard Int.random(in: 0..<100, using: &random) < doubling else { continue }
                let late = Duration.milliseconds(Int.random(in: 1...7_000, using: &random))
                Task { [weak self] in
                    try? await Task.sleep(for: late)
                    await self?.receive(message)
                }
            }
        case .linkDown, .overflow: break
        }
    }

    private func receive(_ message: MQTTMessage) {
        guard let command = try? ValveCommandMessage.decode(message.payload) else { return }
        advance()
        let replyTo = EdgeReplyTo(topic: message.responseTopic, correlation: message.correlationData)
        let heard = Heard(command: command, at: ActuationInstant(clock), before: device)
        let actions = device.receive(
            command, retained: message.retain, replyTo: replyTo, position: dynamics.position, at: skewed(heard.at))
        perform(actions, by: heard)
    }

    /// A command that it decides on, by the true time, and itself before it does.
    struct Heard {
        var command: ValveCommandMessage
        var at: ActuationInstant
        var before: EdgeDevice
    }

    func perform(_ actions: [EdgeAction], by heard: Heard? = nil) {
        for action in actions {
            switch action {
            case .answer(let ack, let replyTo): answer(ack, replyTo)
            case .drive(let position):
                act(heard, position)
                dynamics.drive(to: position, at: clock.monotonic)
            case .halt:
                act(heard, nil)
                dynamics.halt(at: clock.monotonic)
            case .publishState: report()
            }
        }
        noteRest()
    }

    private func act(_ heard: Heard?, _ position: Double?) {
        guard let heard else { return }
        acts.append(
            Act(
                command: heard.command, drivenTo: position, at: heard.at.wall, revBefore: heard.before.rev,
                bootID: heard.before.bootID))
    }

    /// Rest is what the spindle does, whatever the drive still wants: a stuck valve rests too.
    func noteRest() {
        guard let id = device.lastCommandID, !dynamics.isMoving(at: clock.monotonic) else { return }
        if let last = rests.last, last.commandID == id, last.position == dynamics.position { return }
        rests.append(Rest(commandID: id, position: dynamics.position, from: clock.wall))
    }
}
