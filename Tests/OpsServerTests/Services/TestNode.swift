import OpsCore
import OpsMQTT

@testable import OpsServer

/// A Sparkplug edge node with one valve, as a test drives it: a client of the broker of its own.
actor TestNode {
    static let address = SparkplugAddress(group: "plant", node: "edge-1", device: "v9")

    private let client: MQTTClient
    private let bdSeq: Guarded<UInt64>
    private var sequence: UInt64 = 0
    private(set) var position = 100.0
    private var word = "open"
    /// Commands that came, in order.
    private(set) var commands: [SparkplugPayload] = []
    private(set) var births = 0
    private(set) var wasAskedForBirths = 0
    /// Whether it answers commands and questions.
    var answers = true
    /// Added to its clock, seconds.
    var skew = 0.0
    /// Whether its birth names `Cmd/Stop`.
    private let stops: Bool
    private var listener: Task<Void, Never>?

    init(port: Int, stops: Bool = true) {
        self.stops = stops
        let bdSeq = Guarded<UInt64>(.max)
        self.bdSeq = bdSeq
        let name = Self.address.name
        var settings = MQTTConfiguration(
            host: "127.0.0.1", port: port, clientID: "node-\(UInt32.random(in: .min ... .max))")
        settings.backoffBaseSeconds = 0.2
        settings.backoffCapSeconds = 0.5
        client = MQTTClient(
            settings,
            subscriptions: [SparkplugMessageKind.nodeCommand, .deviceCommand].compactMap { kind in
                SparkplugTopic(name, kind, device: kind.concernsDevice ? Self.address.device : nil).map {
                    MQTTSubscription(filter: $0.text, qos: 1)
                }
            },
            greeting: {
                let number = bdSeq.with { value in
                    value = (value &+ 1) % 256
                    return value
                }
                let payload = SparkplugPayload(timestamp: nil, metrics: [Self.birthDeath(number)])
                let topic = SparkplugTopic(name, .nodeDeath)?.text ?? ""
                return MQTTGreeting(will: MQTTMessage(topic: topic, payload: payload.encode(), qos: 1))
            })
    }

    func start() {
        listener = Task { [weak self, client] in
            for await event in client.events { await self?.handle(event) }
        }
        client.start()
    }

    /// Goes without a word, as when the power fails: the broker publishes the will.
    func vanish() async {
        await send(.nodeDeath, [Self.birthDeath(bdSeq.value)], numbered: false)
        await stop()
    }

    func stop() async {
        await client.stop()
        listener?.cancel()
    }

    func set(answers: Bool) { self.answers = answers }

    func set(skew: Double) { self.skew = skew }

    /// Leaves a number out, as a lost message would.
    func skip() { sequence = (sequence + 1) % 256 }

    /// Reports a position and a state.
    func report(_ position: Double, _ word: String) async {
        (self.position, self.word) = (position, word)
        await send(
            .deviceData, [Self.metric(.position, .double(position)), Self.metric(.state, .string(word))])
    }

    func answer(_ id: String, _ result: String, _ more: [SparkplugMetric] = []) async {
        await send(
            .deviceData,
            [Self.metric(.commandID, .string(id)), Self.metric(.result, .string(result))] + more)
    }

    private func handle(_ event: MQTTEvent) async {
        switch event {
        case .linkUp: await beBorn()
        case .messages(let messages):
            for message in messages {
                guard let payload = try? SparkplugPayload.decode(message.payload) else { continue }
                if message.topic.contains("/NCMD/") {
                    wasAskedForBirths += 1
                    if answers { await beBorn() }
                } else {
                    commands.append(payload)
                    if answers { await obey(payload) }
                }
            }
        case .linkDown, .overflow: break
        }
    }

    private func beBorn() async {
        births += 1
        sequence = 0
        await send(.nodeBirth, [Self.birthDeath(bdSeq.value)])
        var metrics = [
            Self.metric(.position, .double(position)), Self.metric(.state, .string(word)),
            Self.metric(.commandID, .string("")), Self.metric(.commandTarget, .double(position)),
            Self.metric(.commandNotAfter, .long(0)), Self.metric(.result, .string("")),
        ]
        if stops { metrics.append(Self.metric(.commandStop, .boolean(false))) }
        await send(.deviceBirth, metrics)
    }

    private func obey(_ command: SparkplugPayload) async {
        guard let id = command.metric(named: "Cmd/Id")?.value?.text else { return }
        let notAfter = command.metric(named: "Cmd/NotAfter")?.value?.number(nil) ?? 0
        guard Double(SystemClock().wall.advanced(seconds: skew).milliseconds) <= notAfter else {
            return await answer(id, "rejected:TIME_LIMIT_OVER")
        }
        guard let target = command.metric(named: "Cmd/Target")?.value?.number(nil) else {
            return await answer(id, "accepted")
        }
        await answer(id, "accepted", [Self.metric(.commandTarget, .double(target))])
        await report((position + target) / 2, target < position ? "closing" : "opening")
        await report(target, target <= 0 ? "closed" : target >= 100 ? "open" : "stopped")
        await answer(id, "completed")
    }

    private func send(_ kind: SparkplugMessageKind, _ metrics: [SparkplugMetric], numbered: Bool = true) async {
        let device = kind.concernsDevice ? Self.address.device : nil
        guard let topic = SparkplugTopic(Self.address.name, kind, device: device) else { return }
        let time = UInt64(SystemClock().wall.advanced(seconds: skew).milliseconds)
        let payload = SparkplugPayload(timestamp: time, metrics: metrics, sequence: numbered ? sequence : nil)
        if numbered { sequence = (sequence + 1) % 256 }
        try? await client.publish(MQTTMessage(topic: topic.text, payload: payload.encode()), timeout: .seconds(5))
    }

    private static func birthDeath(_ number: UInt64) -> SparkplugMetric {
        SparkplugMetric(name: SparkplugMetricName.birthDeath, type: .int64, value: .long(number))
    }

    private static func metric(_ name: SparkplugMetricName, _ value: SparkplugValue) -> SparkplugMetric {
        SparkplugMetric(name: name.rawValue, value: value)
    }
}
