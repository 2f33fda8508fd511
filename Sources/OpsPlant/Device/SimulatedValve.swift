import OpsCore
import OpsMQTT

/// A valve with its device: a client of the broker of its own, which hears commands and reports as VALVES says.
///
/// At rest it wakes once a heartbeat; only while its spindle turns does it wake four times a second.
public actor SimulatedValve {
    /// Every so often a state is reported whether anything changed or not.
    public static let heartbeat = Duration.seconds(5)
    /// How often the position is reported while it moves.
    static let step = Duration.milliseconds(250)
    /// What the device says while its speed is set too high for its pipe.
    static let travelTimeInterlock = "MIN_TRAVEL_TIME"

    nonisolated let configuration: ValveConfiguration
    let site: String
    let broker: PlantBroker
    let onMoved: @Sendable (String, Double) async -> Void
    let clock = SystemClock()
    /// The shortest full stroke that its pipe bears, s.
    let minimumStroke: Double

    var device: EdgeDevice
    var dynamics: ActuatorDynamics
    var sensor: PositionSensor
    var surge: SurgeWatch
    var disturbance = CommandDisturbance<DeviceOrder>()
    /// Nil where its names make no topics: then it stays unheard.
    var voice: (any DeviceVoice)?
    /// Conditions that a fault made up.
    var foreignInterlocks: [String] = []
    var hasBadSwitches = false
    var sequence: Int64 = 0
    var skewSeconds = 0.0
    var isSilent = false
    var isStopped = false
    var wasMoving = false
    var random: SplitMix64
    private let stiction: Double

    var client: MQTTClient?
    var outbox: PlantOutbox?
    private var listener: Task<Void, Never>?
    private var timer: Task<Void, Never>?
    private var heartbeatAt: MonotonicTime

    var process: ProcessReport

    /// A valve that stands at `position`. `onMoved` is called with the true position whenever it has changed.
    ///
    /// - Parameter fitting: how it sits in its pipe; nil: no movement is too fast for it.
    public init(
        _ configuration: ValveConfiguration, site: String, broker: PlantBroker, position: Double, seed: UInt64,
        timeScale: Double = 1, fitting: ValveFitting? = nil,
        onMoved: @escaping @Sendable (String, Double) async -> Void = { _, _ in }
    ) {
        self.configuration = configuration
        self.site = site
        self.broker = broker
        self.onMoved = onMoved
        voice = Self.voice(configuration, site: site)
        var random = SplitMix64(seed: seed)
        minimumStroke = fitting?.minimumStrokeSeconds ?? 0
        // Set when it was put in: never faster than its pipe bears, and its own spread kept clear of that.
        dynamics = ActuatorDynamics(
            position: position, travelSeconds: max(configuration.travelSeconds, minimumStroke * 1.06),
            timeScale: timeScale, seed: random.next())
        stiction = dynamics.stiction
        surge = SurgeWatch(fitting)
        sensor = PositionSensor(position: position, seed: random.next())
        device = Self.boot(configuration, EdgeMemory(), &random)
        process = ProcessReport(pressureSeed: random.next(), flowSeed: random.next())
        self.random = random
        heartbeatAt = SystemClock().monotonic
    }

    /// Connects. Returns at once; the state is reported as soon as the link is up.
    public func start() {
        guard client == nil, !isStopped, let voice else { return }
        let client = MQTTClient(
            broker.configuration(valve: configuration.id, clientID: "\(site)-\(configuration.id)"),
            subscriptions: voice.subscriptions, greeting: voice.greeting)
        self.client = client
        outbox = PlantOutbox(client)
        listener = Task { [weak self] in
            for await event in client.events { await self?.handle(event) }
        }
        client.start()
        heartbeatAt = clock.monotonic.advanced(by: voice.heartbeat)
        schedule()
    }

    /// Says `offline`, disconnects and ends.
    public func stop() async {
        isStopped = true
        await disconnect()
    }

    /// What the sensors beside the valve see from now on.
    public func sense(_ new: ProcessReading) {
        process.sense(new)
        reportReading()
        if process.isPending { schedule() }
    }

    /// The true position.
    public var position: Double { dynamics.position }

    /// The device's own time, its skew included.
    var now: ActuationInstant {
        ActuationInstant(wall: clock.wall.advanced(seconds: skewSeconds), monotonic: clock.monotonic)
    }

    func disconnect() async {
        timer?.cancel()
        timer = nil
        let leaving = client
        client = nil
        await leaving?.stop(farewell: isSilent ? [] : voice?.farewell ?? [])
        outbox?.close()
        outbox = nil
        listener?.cancel()
        listener = nil
    }

    /// Sleeps until the next heartbeat, the next step of a movement, or something that waits its turn.
    func schedule() {
        timer?.cancel()
        guard client != nil else { return }
        let now = clock.monotonic
        let moving = dynamics.target != nil
        let waits = [
            heartbeatAt, moving ? now.advanced(by: Self.step) : nil, disturbance.held?.until, process.dueAt,
            surge.endsAt(after: now),
        ]
        let wait = max(.zero, (waits.compactMap(\.self).min() ?? heartbeatAt).duration(since: now))
        timer = Task { [weak self] in
            try? await Task.sleep(for: wait, tolerance: moving ? .milliseconds(20) : .milliseconds(250))
            if !Task.isCancelled { await self?.wake() }
        }
    }

    private func wake() async {
        for order in disturbance.due(at: clock.monotonic) { await take(order) }
        await step()
        if clock.monotonic >= heartbeatAt {
            heartbeatAt = clock.monotonic.advanced(by: voice?.heartbeat ?? Self.heartbeat)
            reportState()
            reportReading(isHeartbeat: true)
        } else {
            reportReading()
        }
        schedule()
    }

    /// The stiction that it left the works with.
    func restoreStiction() { dynamics.stiction = stiction }

    private static func voice(_ valve: ValveConfiguration, site: String) -> (any DeviceVoice)? {
        if let address = valve.schema.sparkplug { return SparkplugVoice(address) }
        return OpsVoice(site: site, valve: valve.id)
    }

    static func boot(_ valve: ValveConfiguration, _ memory: EdgeMemory, _ random: inout SplitMix64) -> EdgeDevice {
        EdgeDevice(
            valve: valve.id, bootID: "b-" + String(random.next(), radix: 16), safePosition: valve.safePosition,
            memory: memory, seed: random.next())
    }
}
