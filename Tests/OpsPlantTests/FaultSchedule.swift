import OpsCore
import OpsPlant

/// One run of server and device over a network that drops, delays, doubles and reorders, with lost links and restarts:
/// all in memory, all from one seed, on a clock of its own.
struct FaultSchedule {
    enum Event {
        case begin
        case stop
        case toDevice(ValveCommandMessage)
        case ack(ValveAckMessage)
        case state(ValveStateMessage, retained: Bool)
        case recheck(command: Int, Refusal?)
        case timer(command: Int)
        case linkLost, linkUp
        case reboot
        case tick
    }

    /// A command the device carried out.
    struct Execution {
        var commandID: String
        var at: Int64
        /// What the server said of the command at that moment.
        var told: CommandState
    }

    struct Entry {
        var at: Int64
        var order: Int
        var event: Event
    }

    var random: SplitMix64
    /// How unkind the network is; 0 is perfect.
    let malice: Double
    let skewSeconds: Double
    let action: ValveAction
    var queue: [Entry] = []
    var order = 0
    /// Milliseconds since the run began.
    var time: Int64 = 0
    var linkIsUp = true

    var model: ValveTelemetryModel
    var commands: [Actuation] = []
    var issuedAt: [Int64] = []

    let valve: ValveConfiguration
    var device: EdgeDevice
    var dynamics: ActuatorDynamics
    var sensor: PositionSensor
    var sequence: Int64 = 0
    var lastState: ValveStateMessage?
    var lastReport: Int64 = -10_000

    var executions: [Execution] = []
    /// By command: when the valve first rested at its target after carrying it out.
    var reached: [String: Int64] = [:]
    var violations: [String] = []

    static let end: Int64 = 90_000
    static let epochMilliseconds: Int64 = 1_800_000_000_000

    init(seed: UInt64, malice: Double) {
        random = SplitMix64(seed: seed)
        self.malice = malice
        let isSkewed = malice > 0 && Double.random(in: 0...1, using: &random) < 0.3
        skewSeconds = isSkewed ? Double.random(in: -30...30, using: &random) : 0
        action = [.open, .close, .position, .safe][Int.random(in: 0..<4, using: &random)]
        valve = ValveConfiguration(id: "v-1", name: "one", travelSeconds: 6, safePosition: 20)
        device = EdgeDevice(valve: "v-1", bootID: "b0", safePosition: 20, seed: random.next())
        dynamics = ActuatorDynamics(position: 60, travelSeconds: 6, seed: random.next())
        sensor = PositionSensor(position: 60, seed: random.next())
        model = ValveTelemetryModel(valve: "v-1", configuration: valve)
        plan()
    }

    private mutating func plan() {
        schedule(0, .tick)
        schedule(1_000, .begin)
        guard malice > 0 else { return }
        if chance(0.3) { schedule(Int64.random(in: 1_000...9_000, using: &random), .stop) }
        if chance(0.3) { schedule(Int64.random(in: 900...9_000, using: &random), .reboot) }
        if chance(0.2) { dynamics.isStuck = true }
        for _ in 0..<2 where chance(0.3) {
            let lost = Int64.random(in: 900...12_000, using: &random)
            schedule(lost, .linkLost)
            schedule(lost + Int64.random(in: 100...8_000, using: &random), .linkUp)
        }
    }

    mutating func chance(_ probability: Double) -> Bool { Double.random(in: 0..<1, using: &random) < probability }

    mutating func schedule(_ at: Int64, _ event: Event) {
        order += 1
        queue.append(Entry(at: max(at, time), order: order, event: event))
    }

    /// Runs to the end.
    mutating func run() {
        while let index = queue.indices.min(by: { (queue[$0].at, queue[$0].order) < (queue[$1].at, queue[$1].order) }) {
            let entry = queue.remove(at: index)
            guard entry.at <= Self.end else { break }
            time = entry.at
            take(entry.event)
        }
    }

    /// The server's time.
    var now: ActuationInstant { instant(skew: 0) }
    /// The device's time: another wall clock, another monotonic origin.
    var deviceNow: ActuationInstant { instant(skew: skewSeconds) }

    private func instant(skew: Double) -> ActuationInstant {
        ActuationInstant(
            wall: WallTime(milliseconds: Self.epochMilliseconds + time).advanced(seconds: skew),
            monotonic: MonotonicTime(nanoseconds: (time + 5_000_000) * 1_000_000))
    }

    /// Hands something to the network, which may lose, delay or double it.
    mutating func send(_ event: Event, longest: Int64) {
        let copies = chance(0.1 * malice) ? 2 : 1
        for _ in 0..<copies where !chance(0.12 * malice) {
            let delay =
                chance(0.25 * malice)
                ? Int64.random(in: 1...longest, using: &random) : Int64.random(in: 1...40, using: &random)
            schedule(time + delay, event)
        }
    }
}
