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

    nonisolated let configuration: ValveConfiguration
    let site: String
    let broker: PlantBroker
    let onMoved: @Sendable (String, Double) async -> Void
    let clock = SystemClock()

    var device: EdgeDevice
    var dynamics: ActuatorDynamics
    var sensor: PositionSensor
    var sequence: Int64 = 0
    var skewSeconds = 0.0
    var isSilent = false
    var isStopped = false
    var wasMoving = false
    var random: SplitMix64

    var client: MQTTClient?
    var outbox: PlantOutbox?
    private var listener: Task<Void, Never>?
    private var timer: Task<Void, Never>?
    private var heartbeatAt: MonotonicTime

    var reading: PlantHydraulics.Reading?
    var reported: PlantHydraulics.Reading?
    var reportedAt = MonotonicTime(nanoseconds: 0)

    /// A valve that stands at `position`. `onMoved` is called with the true position whenever it has changed.
    public init(
        _ configuration: ValveConfiguration, site: String, broker: PlantBroker, position: Double, seed: UInt64,
        timeScale: Double = 1, onMoved: @escaping @Sendable (String, Double) async -> Void = { _, _ in }
    ) {
        self.configuration = configuration
        self.site = site
        self.broker = broker
        self.onMoved = onMoved
        var random = SplitMix64(seed: seed)
        dynamics = ActuatorDynamics(
            position: position, travelSeconds: configuration.travelSeconds, timeScale: timeScale, seed: random.next())
        sensor = PositionSensor(position: position, seed: random.next())
        device = Self.boot(configuration, EdgeMemory(), &random)
        self.random = random
        heartbeatAt = SystemClock().monotonic
    }

    /// Connects. Returns at once; the state is reported as soon as the link is up.
    public func start() {
        guard client == nil, !isStopped, let configuration = linkConfiguration, let commands = topic(.command) else {
            return
        }
        // Nothing that was said before this device listened is meant for it.
        let subscription = MQTTSubscription(filter: commands, qos: 1, retainHandling: 2)
        let client = MQTTClient(configuration, subscriptions: [subscription], birth: [availability(.online)])
        self.client = client
        outbox = PlantOutbox(client)
        listener = Task { [weak self] in
            for await event in client.events { await self?.handle(event) }
        }
        client.start()
        heartbeatAt = clock.monotonic.advanced(by: Self.heartbeat)
        schedule()
    }

    /// Says `offline`, disconnects and ends.
    public func stop() async {
        isStopped = true
        await disconnect()
    }

    /// Makes something go wrong, or right again with `none`.
    public func inject(_ fault: PlantFault) async {
        switch fault {
        case .stuck: dynamics.isStuck = true
        case .slow(let pace): dynamics.pace = min(max(pace, 0), 1)
        case .localMode: await perform(device.setMode(.local, at: now))
        case .reboot: await reboot()
        case .silent: isSilent = true
        case .interlock(let names): await perform(device.setInterlocks(names))
        case .clockSkew(let seconds): skewSeconds = seconds
        case .driftTo(let position): await drift(to: position)
        case .none: await recover()
        }
    }

    /// What the sensors beside the valve see from now on.
    public func sense(_ new: PlantHydraulics.Reading) {
        reading = new
        reportReading()
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
        await leaving?.stop(farewell: isSilent ? [] : [availability(.offline)])
        outbox?.close()
        outbox = nil
        listener?.cancel()
        listener = nil
    }

    /// Sleeps until the next heartbeat, or the next step of a movement.
    func schedule() {
        timer?.cancel()
        guard client != nil else { return }
        let moving = dynamics.target != nil
        let due = moving ? min(heartbeatAt, clock.monotonic.advanced(by: Self.step)) : heartbeatAt
        let wait = max(.zero, due.duration(since: clock.monotonic))
        timer = Task { [weak self] in
            try? await Task.sleep(for: wait, tolerance: moving ? .milliseconds(20) : .milliseconds(250))
            if !Task.isCancelled { await self?.wake() }
        }
    }

    private func wake() async {
        await step()
        if clock.monotonic >= heartbeatAt {
            heartbeatAt = clock.monotonic.advanced(by: Self.heartbeat)
            reportState()
            reportReading(isHeartbeat: true)
        }
        schedule()
    }

    static func boot(_ valve: ValveConfiguration, _ memory: EdgeMemory, _ random: inout SplitMix64) -> EdgeDevice {
        EdgeDevice(
            valve: valve.id, bootID: "b-" + String(random.next(), radix: 16), safePosition: valve.safePosition,
            memory: memory, seed: random.next())
    }
}
