import OpsCore

/// One seeded run of a command to a Sparkplug valve over a bad line: the server's machine and its reading of the node on one
/// side, a device by the published rules on the other, and between them loss, delay, doubling, reordering, a lost link, a
/// node that starts anew, clocks that differ.
struct SparkplugSchedule {
    /// What the device did, by the true clock.
    struct Deed: Equatable {
        var id: String
        var at: Double
    }

    private struct Flight {
        var due: Double
        var topic: String
        var bytes: [UInt8]
    }

    private static let configuration = ValveConfiguration(
        id: "v-1", name: "one", travelSeconds: 5, safePosition: 20,
        schema: .sparkplug(SparkplugFixture.address, commands: true))
    private static let step = 0.1

    private(set) var machine: Actuation
    private(set) var deeds: [Deed] = []
    /// How far the valve truly was from the target, and whose it was, when the command was confirmed.
    private(set) var confirmation: (position: Double, taken: String?)?
    private(set) var sent = 0

    private var random: SplitMix64
    private var host = SparkplugHost(valves: [SparkplugFixture.address: "v-1"], seed: 7)
    private var flights: [Flight] = []
    private var now = 0.0
    private var linkUp = true
    private var timerAt: MonotonicTime?

    private var position = 100.0
    private var target: Double?
    private var current: String?
    private var known: Set<String> = []
    private var sequence: UInt64 = 0
    private var number: UInt64 = 1
    private let skew: Double
    private let badness: Double
    private let rebootAt: Double?
    private let lossAt: Double?
    private let backAt: Double

    init(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        // A clock that lags more is refused before anything is sent.
        skew =
            Int.random(in: 0..<4, using: &random) == 0
            ? .random(in: 3...30, using: &random) : .random(in: -3...3, using: &random)
        badness = [0, 0.05, 0.3][Int.random(in: 0..<3, using: &random)]
        rebootAt = Int.random(in: 0..<4, using: &random) == 0 ? .random(in: 1...8, using: &random) : nil
        lossAt = Int.random(in: 0..<3, using: &random) == 0 ? .random(in: 0.9...6, using: &random) : nil
        backAt = (lossAt ?? 0) + .random(in: 0.5...9, using: &random)
        self.random = random
        let action: ValveAction = [.close, .position, .safe][Int.random(in: 0..<3, using: &self.random)]
        var command = ValveFixture.command(action, position: action == .position ? 40 : nil)
        command.issuedAt = ValveFixture.at(1).wall
        command.notAfter = ValveFixture.at(6).wall
        let basis = ValveFixture.state(0, 100, boot: "bd-1")
        machine = Actuation(command: command, valve: Self.configuration, basis: basis)
    }

    /// Ninety seconds, until everything has come to rest.
    mutating func run() {
        beBorn()
        while now < 90 {
            now += Self.step
            if let rebootAt, abs(now - rebootAt) < Self.step / 2 { reboot() }
            turnLink()
            move()
            deliver()
            if abs(now - 1) < Self.step / 2 { feed(.start) }
            if let timerAt, instant.monotonic >= timerAt {
                self.timerAt = nil
                feed(.timer)
            }
            apply(host.timer(at: instant))
        }
    }

    private var instant: ActuationInstant { ValveFixture.at(now) }

    // MARK: The server

    private mutating func feed(_ event: ActuationEvent) {
        for action in machine.handle(event, at: instant) {
            switch action {
            case .recheck: feed(.rechecked(nil))
            case .setTimer(let time): timerAt = time
            case .publish(let message): publish(message)
            case .save, .finish: break
            }
        }
        if machine.status.state == .confirmed, confirmation == nil { confirmation = (position, current) }
    }

    /// The door as the service has it: this session, this boot, before its time.
    private mutating func publish(_ message: ValveCommandMessage) {
        let isOpen = linkUp && host.device(SparkplugFixture.address)?.boot == message.expect.bootID
        guard isOpen, let place = machine.target.position,
            let payload = SparkplugCommand.payload(
                message, aim: .position(place), clockLag: host.device(SparkplugFixture.address)?.clockLag,
                at: instant.wall)
        else { return feed(.publishFailed(message.phase, mayHaveLeft: false)) }
        sent += 1
        // A frozen broker keeps it, and lets it go late or twice.
        let times = Double.random(in: 0...1, using: &random) < badness ? Int.random(in: 0...2, using: &random) : 1
        for _ in 0..<times { fly(SparkplugTopicText.command, payload.encode(), longest: badness > 0 ? 12 : 0.2) }
    }

    private mutating func apply(_ changes: [SparkplugHost.Change]) {
        for change in changes {
            switch change {
            case .state(_, let state): feed(.state(state, fresh: true))
            case .acknowledgement(_, let ack): feed(.acknowledged(ack))
            case .offline: feed(.deviceOffline)
            case .askForBirths: if linkUp { fly(SparkplugTopicText.rebirth, [], longest: 1) }
            case .online, .telemetry, .inDoubt, .refused, .command: break
            }
        }
    }

    private mutating func turnLink() {
        guard let lossAt else { return }
        if abs(now - lossAt) < Self.step / 2 {
            linkUp = false
            host.linkLost()
            feed(.linkLost)
        }
        if !linkUp, now >= backAt {
            linkUp = true
            host.linkUp(at: instant.monotonic)
            feed(.connected)
        }
    }

    // MARK: The line

    /// Only the worst lines let messages overtake each other.
    private mutating func fly(_ topic: String, _ bytes: [UInt8], longest: Double) {
        var due = now + Double.random(in: 0.01...longest, using: &random)
        if badness < 0.2 { due = max(due, (flights.last { $0.topic != SparkplugTopicText.command }?.due ?? 0) + 1e-6) }
        flights.append(Flight(due: due, topic: topic, bytes: bytes))
    }

    private mutating func deliver() {
        let due = flights.filter { $0.due <= now }.sorted { $0.due < $1.due }
        flights.removeAll { $0.due <= now }
        for flight in due {
            switch flight.topic {
            case SparkplugTopicText.command: obey(flight.bytes)
            case SparkplugTopicText.rebirth: beBorn()
            default:
                guard linkUp else { continue }
                apply(host.receive(topic: flight.topic, flight.bytes, retained: false, at: instant))
            }
        }
    }

    // MARK: The device

    private mutating func obey(_ bytes: [UInt8]) {
        guard let command = try? SparkplugPayload.decode(bytes), let id = command.metric(named: "Cmd/Id")?.value?.text,
            let wanted = command.metric(named: "Cmd/Target")?.value?.number(nil),
            let notAfter = command.metric(named: "Cmd/NotAfter")?.value?.number(nil)
        else { return }
        guard known.insert(id).inserted else { return }
        guard ValveFixture.at(now + skew).wall.milliseconds <= Int64(notAfter) else {
            return report([(.commandID, .string(id)), (.result, .string("rejected:TIME_LIMIT_OVER"))])
        }
        deeds.append(Deed(id: id, at: now))
        (target, current) = (wanted, id)
        report([
            (.commandID, .string(id)), (.result, .string("accepted")), (.commandTarget, .double(wanted)),
        ])
    }

    private mutating func move() {
        guard let goal = target else { return }
        let stride = 100 / 5 * Self.step
        position += max(-stride, min(stride, goal - position))
        let hasArrived = abs(position - goal) < 0.01
        report([(.position, .double(position)), (.state, .string(word(hasArrived, goal)))])
        guard hasArrived, let current else { return }
        target = nil
        report([(.commandID, .string(current)), (.result, .string("completed"))])
    }

    private func word(_ atRest: Bool, _ goal: Double) -> String {
        if !atRest { return goal < position ? "closing" : "opening" }
        return position <= 0.01 ? "closed" : position >= 99.99 ? "open" : "stopped"
    }

    private mutating func reboot() {
        say("NDEATH", nil, [SparkplugFixture.birthDeath(number)])
        number += 1
        (target, current) = (nil, nil)
        beBorn()
    }

    private mutating func beBorn() {
        sequence = 0
        say("NBIRTH", sequence, [SparkplugFixture.birthDeath(number)])
        sequence = 1
        let goal = target ?? position
        let metrics = SparkplugFixture.valve(
            position, word(target == nil, goal), command: current ?? "",
            result: current == nil ? "" : target == nil ? "completed" : "accepted")
        say("DBIRTH", sequence, metrics)
        sequence = 2
    }

    private mutating func report(_ values: [(SparkplugMetricName, SparkplugValue)]) {
        say("DDATA", sequence, values.map { SparkplugFixture.metric($0.0, $0.1) })
        sequence = (sequence + 1) % 256
    }

    private mutating func say(_ kind: String, _ sequence: UInt64?, _ metrics: [SparkplugMetric]) {
        let topic = "spBv1.0/g/\(kind)/n" + (kind.hasPrefix("D") ? "/d" : "")
        let bytes = SparkplugFixture.payload(sequence, metrics, at: now + skew).encode()
        guard Double.random(in: 0...1, using: &random) >= badness / 4 else { return }
        let copies = Double.random(in: 0...1, using: &random) < badness / 4 ? 2 : 1
        for _ in 0..<copies { fly(topic, bytes, longest: badness > 0 ? 1.5 : 0.05) }
    }
}

private enum SparkplugTopicText {
    static let command = "spBv1.0/g/DCMD/n/d"
    static let rebirth = "spBv1.0/g/NCMD/n"
}
