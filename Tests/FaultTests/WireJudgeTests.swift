import OpsCore
import Testing

/// The judge of the schedules over real brokers must see what is wrong.
@Suite("The judge of the wire")
struct WireJudgeTests {
    private static let plan = WirePlan(
        valve: ValveConfiguration(id: "v-1", name: "one", travelSeconds: 5, safePosition: 20), seed: 0)
    private static let issued = WallTime(milliseconds: 1_800_000_000_000)

    /// A command that was carried out after a second, was there after three and confirmed after five.
    private struct Story {
        var command: CommandStatus
        var acts: [WitnessedDevice.Act]
        var rests: [WitnessedDevice.Rest]
        var grants: [String: WallTime]

        init() {
            let issued = WireJudgeTests.issued
            command = CommandStatus(
                id: "c-1", valveId: "v-1", action: .close, position: 0, actor: "op", reason: nil, epoch: 1,
                issuedAt: issued, notAfter: issued.advanced(seconds: 5))
            command.bootId = "b"
            command.state = .confirmed
            command.steps.append(CommandStep(state: .confirmed, at: issued.advanced(seconds: 5)))
            let message = ValveCommandMessage(
                commandID: "c-1", epoch: 1, valve: "v-1", phase: .operate, action: .close, position: nil,
                issuedAt: issued, notAfter: issued.advanced(seconds: 5), expect: .init(bootID: "b", rev: 1))
            acts = [
                WitnessedDevice.Act(
                    command: message, drivenTo: 0, at: issued.advanced(seconds: 1), revBefore: 1, bootID: "b")
            ]
            rests = [WitnessedDevice.Rest(commandID: "c-1", position: 0, from: issued.advanced(seconds: 3))]
            grants = ["c-1": issued]
        }

        var violations: [String] {
            var plan = WireJudgeTests.plan
            plan.skewSeconds = 0
            return WireJudge(plan: plan, acts: acts, rests: rests, grants: grants, commands: ["c-1": command])
                .violations
        }
    }

    @Test("A command that went well is not blamed")
    func well() {
        #expect(Story().violations.isEmpty)
    }

    @Test("Whatever is wrong is seen")
    func wrong() {
        let late = Self.issued.advanced(seconds: 60)
        let spoilings: [(String, (inout Story) -> Void)] = [
            ("twice", { $0.acts.append($0.acts[0]) }),
            ("another valve", { $0.command.valveId = "v-2" }),
            ("another movement", { $0.acts[0].drivenTo = 50 }),
            ("another boot", { $0.acts[0].bootID = "c" }),
            ("another revision", { $0.acts[0].revBefore = 2 }),
            ("late", { $0.acts[0].at = Self.issued.advanced(seconds: 5.5) }),
            ("no token", { $0.grants = [:] }),
            ("a dead token", { $0.grants["c-1"] = Self.issued.advanced(seconds: -10) }),
            ("after its end", { $0.command.steps[1].at = Self.issued }),
            ("never there", { $0.rests = [] }),
            ("there later", { $0.rests[0].from = late }),
            ("elsewhere", { $0.rests[0].position = 40 }),
            ("still open", { $0.command.state = .unknown }),
        ]
        for (what, spoil) in spoilings {
            var story = Story()
            spoil(&story)
            #expect(!story.violations.isEmpty, "\(what)")
        }
    }
}
