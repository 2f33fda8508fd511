import OpsCore
import OpsPlant
import Testing

@Suite("The edge device")
struct EdgeDeviceTests {
    private func at(_ seconds: Double) -> ActuationInstant {
        ActuationInstant(
            wall: WallTime(milliseconds: 1_800_000_000_000).advanced(seconds: seconds),
            monotonic: MonotonicTime(nanoseconds: Int64((100 + seconds) * 1e9)))
    }

    private func device(memory: EdgeMemory = EdgeMemory(), boot: String = "b1") -> EdgeDevice {
        EdgeDevice(valve: "v-1", bootID: boot, safePosition: 20, memory: memory, seed: 7)
    }

    private func command(
        _ phase: CommandPhase, _ action: ValveAction = .close, id: String = "c-1", epoch: Int64 = 5,
        token: String? = nil,
        boot: String = "b1", rev: Int64? = 1, valve: String = "v-1"
    ) -> ValveCommandMessage {
        ValveCommandMessage(
            commandID: id, epoch: epoch, valve: valve, phase: phase, action: action, position: nil,
            issuedAt: at(0).wall, notAfter: at(5).wall, expect: .init(bootID: boot, rev: rev), selectToken: token)
    }

    private func answers(_ actions: [EdgeAction]) -> [ValveAckMessage] {
        actions.compactMap { if case .answer(let ack, _) = $0 { ack } else { nil } }
    }

    private func drives(_ actions: [EdgeAction]) -> [Double] {
        actions.compactMap { if case .drive(let position) = $0 { position } else { nil } }
    }

    private func selected(_ device: inout EdgeDevice, id: String = "c-1", at seconds: Double = 0) -> String {
        let actions = device.receive(command(.select, id: id), retained: false, position: 100, at: at(seconds))
        return answers(actions).first?.selectToken ?? ""
    }

    @Test("Select, then operate with its token: accepted, driven, reported; then completed")
    func whole() {
        var device = device()
        let token = selected(&device)
        #expect(!token.isEmpty && device.rev == 1, "a select is no change of state")
        let operate = device.receive(command(.operate, token: token), retained: false, position: 100, at: at(1))
        #expect(answers(operate).map(\.state) == [.accepted] && drives(operate) == [0])
        #expect(operate.last == .publishState && device.lastCommandID == "c-1" && device.target == 0)
        #expect(device.rev == 2)
        #expect(answers(device.arrived(at: at(9))).map(\.state) == [.completed])
        #expect(device.target == nil && device.rev == 3)
    }

    @Test("What it refuses, and how it says so")
    func refusals() {
        let rows: [(String, ValveCommandMessage, Double, ProblemCode)] = [
            ("operate without select", command(.operate), 0, .notSelected),
            ("past its time", command(.select), 5.1, .timeLimitOver),
            ("another boot", command(.select, boot: "b0"), 0, .stateChanged),
            ("another revision", command(.select, rev: 2), 0, .stateChanged),
            ("no revision", command(.select, rev: nil), 0, .stateChanged),
            ("stop for another boot", command(.operate, .stop, boot: "b0", rev: nil), 0, .stateChanged),
            ("a selected stop", command(.select, .stop, rev: nil), 0, .validationFailed),
        ]
        for (name, command, seconds, code) in rows {
            var device = device()
            let actions = device.receive(command, retained: false, position: 100, at: at(seconds))
            #expect(answers(actions).map(\.code) == [code], "\(name)")
            #expect(drives(actions).isEmpty && device.target == nil, "\(name)")
        }
    }

    @Test("A retained command, and one for another valve, is not even answered")
    func ignored() {
        var device = device()
        #expect(device.receive(command(.operate, .stop, rev: nil), retained: true, position: 50, at: at(0)).isEmpty)
        #expect(device.receive(command(.select, valve: "v-2"), retained: false, position: 50, at: at(0)).isEmpty)
        #expect(device.ignored == 2)
    }

    @Test("A token lives ten seconds on the device's own clock, whatever the wall clocks say")
    func token() {
        var device = device()
        let token = selected(&device)
        let late = ActuationInstant(wall: at(-3600).wall, monotonic: at(10).monotonic)
        let actions = device.receive(command(.operate, token: token), retained: false, position: 100, at: late)
        #expect(answers(actions).map(\.code) == [.timeLimitOver] && drives(actions).isEmpty)
    }

    @Test("Only the selected command with the selected token operates")
    func permits() {
        for wrong in [command(.operate, token: "x"), command(.operate, .open, token: nil)] {
            var device = device()
            let token = selected(&device)
            var operate = wrong
            if operate.selectToken == nil { operate.selectToken = token }
            let actions = device.receive(operate, retained: false, position: 100, at: at(1))
            #expect(answers(actions).map(\.code) == [.notSelected])
        }
        var device = device()
        _ = selected(&device)
        let second = device.receive(command(.select, id: "c-2", epoch: 6), retained: false, position: 100, at: at(1))
        #expect(answers(second).map(\.code) == [.alreadySelected])
    }

    @Test("A command that comes again is answered again and not done again, even after a restart")
    func duplicates() {
        var device = device()
        let token = selected(&device)
        #expect(selected(&device, at: 4) == token)
        let operate = command(.operate, token: token)
        _ = device.receive(operate, retained: false, position: 100, at: at(4))
        let again = device.receive(operate, retained: false, position: 90, at: at(5))
        #expect(answers(again).map(\.state) == [.accepted] && drives(again).isEmpty)
        var restarted = self.device(memory: device.memory, boot: "b2")
        let afterwards = restarted.receive(operate, retained: false, position: 90, at: at(6))
        #expect(answers(afterwards).map(\.state) == [.accepted] && drives(afterwards).isEmpty)
        #expect(restarted.target == nil)
    }

    @Test("It remembers 64 commands; an older one is stopped by its epoch")
    func memory() {
        var device = device()
        let stop = { self.command(.operate, .stop, id: "c-\($0)", epoch: $0, rev: nil) }
        for epoch in 1...66 as ClosedRange<Int64> {
            _ = device.receive(stop(epoch), retained: false, position: 50, at: at(0))
        }
        #expect(device.memory.answer(to: "c-2") == nil && device.memory.answer(to: "c-3") != nil)
        let old = device.receive(stop(2), retained: false, position: 50, at: at(0))
        #expect(answers(old).map(\.code) == [.noAccessAuthority] && !old.contains(.halt))
    }

    @Test("`stop` and `safe` break in: past their time, past an interlock, past another's selection and movement")
    func breakIn() {
        var device = device()
        let token = selected(&device)
        _ = device.receive(command(.operate, token: token), retained: false, position: 100, at: at(1))
        _ = device.setInterlocks(["LOW_SUCTION"])
        let stop = device.receive(
            command(.operate, .stop, id: "c-2", epoch: 6, rev: nil), retained: false, position: 60, at: at(60))
        #expect(answers(stop).map(\.state) == [.superseded, .accepted])
        #expect(answers(stop).map(\.commandID) == ["c-1", "c-2"] && stop.contains(.halt))
        let safe = device.receive(
            command(.operate, .safe, id: "c-3", epoch: 7, rev: nil), retained: false, position: 60, at: at(61))
        #expect(drives(safe) == [20])
    }

    @Test("Local mode, interlocks and a running movement refuse; turning to local ends the movement")
    func conditions() {
        var local = device()
        _ = local.setMode(.local, at: at(0))
        let refused = local.receive(command(.select, rev: 2), retained: false, position: 100, at: at(0))
        #expect(answers(refused).map(\.code) == [.localMode])

        var interlocked = device()
        _ = interlocked.setInterlocks(["X"])
        let held = interlocked.receive(command(.select, rev: 2), retained: false, position: 100, at: at(0))
        #expect(answers(held).map(\.code) == [.interlocked])

        var busy = device()
        let token = selected(&busy)
        _ = busy.receive(command(.operate, token: token), retained: false, position: 100, at: at(0))
        let other = busy.receive(
            command(.select, id: "c-2", epoch: 6, rev: 2), retained: false, position: 90, at: at(1))
        #expect(answers(other).map(\.code) == [.commandInExecution])
        let turned = busy.setMode(.local, at: at(2))
        #expect(turned.first == .halt && answers(turned).map(\.state) == [.failed] && busy.target == nil)
    }

    @Test("A cancelled select can no longer operate")
    func cancel() {
        var device = device()
        let token = selected(&device)
        _ = device.receive(command(.cancel, token: token), retained: false, position: 100, at: at(1))
        let operate = device.receive(command(.operate, token: token), retained: false, position: 100, at: at(2))
        #expect(drives(operate).isEmpty && answers(operate).map(\.state) == [.superseded])
    }
}
