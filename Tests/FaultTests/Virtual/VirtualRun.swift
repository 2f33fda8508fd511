import OpsCore
import OpsPlant

/// What happened in a run, in words.
final class Trace {
    var lines: [(at: Int64, text: String)] = []
}

/// One schedule: a server, a broker and two devices in memory, on a clock of its own, all from one seed. Every decision
/// is the product's own; only the threads, sockets and disks between them are made up here.
struct VirtualRun {
    enum Event {
        case happening(Int)
        case over(FaultPlan.Happening)
        // The server.
        case door(VirtualServer.Sending)
        case sendLost(command: Int, CommandPhase, life: Int)
        case timer(command: Int, life: Int)
        case goOn(command: Int, life: Int)
        case rechecked(command: Int, life: Int)
        case connect(life: Int)
        case serverLinkDies(session: Int)
        case toServer(VirtualBroker.Packet, session: Int, retained: Bool)
        // The broker.
        case toBroker(VirtualBroker.Packet, life: Int)
        // The devices.
        case toDevice(Int, ValveCommandMessage, retained: Bool, session: Int)
        case deviceConnects(Int)
        case deviceLinkDies(Int, session: Int)
        case step(Int)
        case heartbeat(Int)
    }

    static let epoch: Int64 = 1_800_000_000_000
    /// Nothing takes longer: what is still open then is open for ever.
    static let end: Int64 = 160_000

    let plan: FaultPlan
    let mutation: Mutation?
    var random: SplitMix64
    private var queue = EventQueue<Event>()
    /// Milliseconds since the run began.
    private(set) var time: Int64 = 0
    var judge = Judge()
    var broker = VirtualBroker()
    var server: VirtualServer
    var devices: [VirtualDevice]
    /// How often a device refused, by cause: a run must reach the corners.
    var refusals: [String: Int] = [:]
    /// What happened, in words; nil where nobody reads it.
    let trace: Trace?

    init(_ plan: FaultPlan, mutation: Mutation? = nil, traced: Bool = false) {
        self.plan = plan
        self.mutation = mutation
        random = SplitMix64(seed: plan.seed)
        let valves = VirtualDevice.configurations
        server = VirtualServer(valves)
        devices = valves.indices.map { VirtualDevice(valves[$0], skew: plan.skews[$0], seed: plan.seed &+ UInt64($0)) }
        trace = traced ? Trace() : nil
    }

    /// Runs to the end.
    mutating func run() {
        for index in plan.items.indices { schedule(.happening(index), in: plan.items[index].at) }
        for index in devices.indices {
            schedule(.deviceConnects(index), in: 1)
            schedule(.heartbeat(index), in: 200 + Int64(index))
        }
        schedule(.connect(life: server.life), in: 1)
        while let (at, event) = queue.next() {
            guard at <= Self.end, !isSettled(at) else { break }
            time = at
            take(event)
        }
        judge.close(server.latest, at: time)
    }

    private func isSettled(_ at: Int64) -> Bool {
        at > FaultPlan.heals + 12_000 && server.isUp && server.isIdle && at > broker.thawsAt + 1_000
    }

    // MARK: Time and chance

    mutating func schedule(_ event: Event, in milliseconds: Int64) { queue.add(event, at: time + max(0, milliseconds)) }

    mutating func schedule(_ event: Event, at milliseconds: Int64) { queue.add(event, at: max(milliseconds, time)) }

    /// Only until the network heals.
    mutating func chance(_ probability: Double) -> Bool {
        Double.random(in: 0..<1, using: &random) < probability * plan.malice && time < FaultPlan.heals
    }

    mutating func between(_ range: ClosedRange<Int64>) -> Int64 { Int64.random(in: range, using: &random) }

    /// Hands something to a network that may lose, delay or double it; so it may also come out of order.
    mutating func travel(_ event: Event, longest: Int64) {
        let copies = chance(0.1) ? 2 : 1
        for _ in 0..<copies where !chance(0.1) {
            schedule(event, in: chance(0.2) ? between(1...longest) : between(1...40))
        }
    }

    func instant(skew: Int64) -> ActuationInstant {
        ActuationInstant(
            wall: WallTime(milliseconds: Self.epoch + time + skew),
            monotonic: MonotonicTime(nanoseconds: (time + 5_000_000) * 1_000_000))
    }

    func note(_ text: @autoclosure () -> String) { trace?.lines.append((time, text())) }

    // MARK: Events

    private mutating func take(_ event: Event) {
        switch event {
        case .happening(let index): begin(plan.items[index].happening)
        case .over(let happening): end(happening)
        case .door(let sending): pass(sending)
        case .sendLost(let command, let phase, let life):
            if life == server.life { post(.publishFailed(phase, mayHaveLeft: true), to: command) }
        case .timer(let command, let life): if life == server.life { wake(command) }
        case .goOn(let command, let life): if life == server.life { goOn(command) }
        case .rechecked(let command, let life): if life == server.life { recheck(command) }
        case .connect(let life): if life == server.life { connect() }
        case .serverLinkDies(let session): if session == server.session { loseLink() }
        case .toServer(let packet, let session, let retained):
            if server.isUp, session == server.session { receive(packet, retained: retained) }
        case .toBroker(let packet, let life): forward(packet, life: life)
        case .toDevice(let index, let command, let retained, let session):
            if session == devices[index].session { deliver(command, to: index, retained: retained) }
        case .deviceConnects(let index): connectDevice(index)
        case .deviceLinkDies(let index, let session):
            if session == devices[index].session { disconnectDevice(index) }
        case .step(let index): step(index)
        case .heartbeat(let index):
            report(index)
            schedule(.heartbeat(index), in: 5_000)
        }
    }
}
