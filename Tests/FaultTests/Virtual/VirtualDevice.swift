import OpsCore
import OpsPlant

/// A valve with its device as it is on the virtual clock.
struct VirtualDevice {
    static let configurations = [
        ValveConfiguration(id: "v-1", name: "one", travelSeconds: 6, safePosition: 20),
        ValveConfiguration(id: "v-2", name: "two", travelSeconds: 5, safePosition: 0),
    ]

    let configuration: ValveConfiguration
    var device: EdgeDevice
    var dynamics: ActuatorDynamics
    var sensor: PositionSensor
    /// Milliseconds that its wall clock is off.
    var skew: Int64
    var sequence: Int64 = 0
    var boots = 0
    /// The connection to the broker; nil while there is none.
    var session: Int?
    var sessions = 0
    var isDown = false
    var isStepping = false
    var lastReport: Int64 = 0
    /// What a device that remembers its last command over a restart still says of it.
    var formerCommand: String?
    var deliveries = 0

    init(_ configuration: ValveConfiguration, skew: Int64, seed: UInt64) {
        self.configuration = configuration
        self.skew = skew
        var random = SplitMix64(seed: seed)
        device = EdgeDevice(
            valve: configuration.id, bootID: "b0", safePosition: configuration.safePosition,
            seed: random.next())
        dynamics = ActuatorDynamics(
            position: 60, travelSeconds: configuration.travelSeconds, seed: random.next())
        sensor = PositionSensor(position: 60, seed: random.next())
    }
}

/// A command that reached a device, and the device before it.
struct Heard {
    var command: ValveCommandMessage
    var wasRetained: Bool
    var before: EdgeDevice
}

extension VirtualRun {
    func deviceNow(_ index: Int) -> ActuationInstant { instant(skew: devices[index].skew) }

    // MARK: What it hears

    mutating func deliver(_ command: ValveCommandMessage, to index: Int, retained: Bool) {
        guard !devices[index].isDown else { return }
        devices[index].dynamics.advance(to: deviceNow(index).monotonic)
        devices[index].deliveries += 1
        let before = devices[index].device
        let (heard, isRetained, now) = misheard(command, by: index, retained: retained)
        let position = devices[index].dynamics.position
        let actions = devices[index].device.receive(heard, retained: isRetained, position: position, at: now)
        note("\(command.commandID) \(command.phase) \(command.action) reaches \(before.valve)")
        perform(actions, on: index, by: Heard(command: command, wasRetained: retained, before: before))
    }

    /// What a device that breaks a rule makes of a command: the rule's input is made harmless.
    private func misheard(_ command: ValveCommandMessage, by index: Int, retained: Bool)
        -> (ValveCommandMessage, Bool, ActuationInstant)
    {
        var (heard, isRetained, now) = (command, retained, deviceNow(index))
        let device = devices[index].device
        switch mutation {
        case .deviceIgnoresNotAfter: heard.notAfter = WallTime(milliseconds: .max / 2)
        case .deviceTokenNeverEnds:
            if command.phase == .operate { now.monotonic = MonotonicTime(nanoseconds: 1) }
        case .deviceIgnoresBoot: heard.expect.bootID = device.bootID
        case .deviceIgnoresRevision: if heard.expect.rev != nil { heard.expect.rev = device.rev }
        case .deviceIgnoresEpoch: heard.epoch = max(heard.epoch, device.memory.epoch)
        case .deviceForgetsCommands:
            if command.action.isUnconditional { heard.commandID += "~\(devices[index].deliveries)" }
        case .deviceTakesOthersCommands: heard.valve = device.valve
        case .deviceTakesRetainedCommands: isRetained = false
        default: break
        }
        return (heard, isRetained, now)
    }

    // MARK: What it does

    mutating func perform(
        _ actions: [EdgeAction], on index: Int, by heard: Heard? = nil
    ) {
        let now = deviceNow(index).monotonic
        for action in actions {
            switch action {
            case .answer(let ack, _): answer(ack, from: index)
            case .drive(let position):
                act(heard, index, drivenTo: position)
                devices[index].dynamics.drive(to: position, at: now)
            case .halt:
                act(heard, index, drivenTo: nil)
                devices[index].dynamics.halt(at: now)
            case .publishState: report(index)
            }
        }
        observe(index, former: heard?.before.lastCommandID)
        if devices[index].device.target != nil, !devices[index].isStepping {
            devices[index].isStepping = true
            schedule(.step(index), in: 100)
        }
    }

    private mutating func act(_ heard: Heard?, _ index: Int, drivenTo position: Double?) {
        guard let heard else { return }
        let (command, before) = (heard.command, heard.before)
        note("\(before.valve) carries out \(command.commandID) \(command.action)")
        judge.carriedOut(
            Judge.Act(
                command: command, valve: index, drivenTo: position, at: time, revBefore: before.rev,
                bootID: before.bootID, interlocked: !before.interlocks.isEmpty, isLocal: before.mode == .local,
                wasRetained: heard.wasRetained))
    }

    private mutating func answer(_ ack: ValveAckMessage, from index: Int) {
        var ack = ack
        if mutation == .deviceForgetsCommands { ack.commandID = Self.plain(ack.commandID) }
        if ack.state == .selected {
            judge.granted(ack.commandID, at: time)
        }
        if ack.state == .rejected { refusals[ack.cause ?? "", default: 0] += 1 }
        note("\(ack.commandID) answered \(ack.state) \(ack.cause ?? "")")
        guard devices[index].session != nil else { return }
        sendToBroker(.ack(ack, topic: index), longest: 6_000)
    }

    private static func plain(_ id: String) -> String { String(id.prefix { $0 != "~" }) }

    private mutating func observe(_ index: Int, former: String?) {
        let valve = devices[index]
        let rests = !valve.dynamics.isMoving(at: deviceNow(index).monotonic)
        var last = valve.device.lastCommandID
        if mutation == .deviceForgetsCommands { last = last.map(Self.plain) }
        judge.observe(lastCommand: last, former: former, resting: rests ? valve.dynamics.position : nil, at: time)
    }

    // MARK: What it says

    mutating func report(_ index: Int) {
        guard !devices[index].isDown, devices[index].session != nil else { return }
        let now = deviceNow(index)
        devices[index].dynamics.advance(to: now.monotonic)
        devices[index].sequence += 1
        devices[index].lastReport = time
        let valve = devices[index]
        let position = valve.dynamics.position
        var last = valve.device.lastCommandID
        if mutation == .deviceForgetsCommands { last = last.map(Self.plain) }
        let state = ValveStateMessage(
            bootID: valve.device.bootID, rev: valve.device.rev, sequence: valve.sequence, at: now.wall,
            position: devices[index].sensor.measure(position), limitOpen: position >= 99.5,
            limitClosed: position <= 0.5, moving: valve.dynamics.isMoving(at: now.monotonic),
            target: valve.device.target, mode: valve.device.mode, interlocks: valve.device.interlocks,
            lastCommandID: last ?? valve.formerCommand)
        sendToBroker(.state(state, topic: index), longest: 3_000)
    }

    mutating func step(_ index: Int) {
        let now = deviceNow(index)
        devices[index].isStepping = false
        guard devices[index].device.target != nil, !devices[index].isDown else { return }
        devices[index].dynamics.advance(to: now.monotonic)
        if devices[index].dynamics.hasArrived(at: now.monotonic) {
            devices[index].dynamics.halt(at: now.monotonic)
            perform(devices[index].device.arrived(at: now), on: index)
        } else if devices[index].dynamics.isBlocked(at: now.monotonic) {
            devices[index].dynamics.halt(at: now.monotonic)
            perform(devices[index].device.gaveUp(at: now), on: index)
        } else {
            if time - devices[index].lastReport >= 500 { report(index) }
            devices[index].isStepping = true
            schedule(.step(index), in: 100)
        }
    }
}
