import OpsChildren
import OpsCore
import OpsMQTT
import OpsPlant
import OpsTestSupport
import Testing

/// A plant, a commander and a broker between them, all real.
@Suite("The simulated plant on a broker", .serialized)
struct SimulatedPlantTests {
    @Test("Select, operate, movement and confirmation, and the flow follows")
    func confirmed() async throws {
        try await PlantRig.with("v-103") { commander, plant, _ in
            try await eventually("a first flow") { await (commander.model.status.flowLps ?? 0) > 50 }
            await commander.command(.close)
            let status = try await PlantRig.end(commander)
            #expect(status.state == .confirmed, "\(status)")
            #expect(status.steps.map(\.state) == [.requested, .selected, .accepted, .moving, .confirmed])
            #expect(await commander.phases == [.select, .operate])
            #expect(await (plant.position(of: "v-103") ?? 100) <= 0.5)
            #expect(await commander.model.status.state == .closed)
            #expect(await commander.refusedPayloads == 0)
            try await eventually(within: .seconds(90), "no flow") { await commander.model.status.flowLps == 0 }
            #expect(await commander.findings.isEmpty)
        }
    }

    @Test("`stop` breaks into a movement; `position` and `safe` go where they should")
    func otherActions() async throws {
        try await PlantRig.with("v-105", timeScale: 4) { commander, plant, _ in
            await commander.command(.open)
            try await eventually("moving") { await commander.status?.state == .moving }
            await commander.command(.stop)
            try await PlantRig.expectEnd(.confirmed, of: commander)
            let stopped = try #require(await plant.position(of: "v-105"))
            #expect(stopped > 62 && stopped < 99)
            await commander.command(.position, position: 50)
            try await PlantRig.expectEnd(.confirmed, of: commander)
            await commander.command(.safe)
            try await PlantRig.expectEnd(.confirmed, of: commander)
            #expect(await commander.phases.last == .operate)
            let position = try #require(await plant.position(of: "v-105"))
            #expect(abs(position - 30) <= 1)
        }
    }

    @Test("Each device speaks for itself: with accounts, under rules that let it write its own topics alone")
    func accounts() async throws {
        let valves = Array(PlantCatalogue.demo.prefix(2))
        let devices = valves.map {
            MosquittoAccount(
                username: $0.id, password: "secret-\($0.id)",
                acl: [.read("ops/v1/test/\($0.id)/cmd")]
                    + ["ack", "state", "tele", "avail"].map { [id = $0.id] kind in .write("ops/v1/test/\(id)/\(kind)") }
            )
        }
        let server = MosquittoAccount(username: "server", password: "s", acl: [.readwrite("ops/v1/test/#")])
        try await TestBroker.with(accounts: devices + [server]) { broker in
            let address = PlantBroker(host: "127.0.0.1", port: broker.port) {
                .init(user: $0, password: Secret("secret-\($0)"))
            }
            let plant = await SimulatedPlant.start(broker: address, site: PlantRig.site, valves: valves, timeScale: 20)
            let commander = TestCommander(
                valves[1], site: PlantRig.site, port: broker.port, user: "server", password: "s")
            await commander.start()
            try await eventually("ready") { await commander.isReady }
            await commander.command(.close)
            try await PlantRig.expectEnd(.confirmed, of: commander)
            await plant.stop()
            try await eventually("offline, said by the device itself") {
                await commander.model.status.online == false
            }
            await commander.stop()
        }
    }

    @Test("A stuck valve: accepted, failed, and found; nothing moves when it comes free")
    func stuck() async throws {
        try await PlantRig.with("v-102") { commander, plant, _ in
            await plant.inject(.stuck, valve: "v-102")
            await commander.command(.close)
            try await PlantRig.expectEnd(.failed, of: commander)
            try await eventually(within: .seconds(90), "STUCK") { await commander.findings.contains(.stuck) }
            await plant.inject(.none, valve: "v-102")
            let seen = await commander.statesSeen
            try await eventually("the next reports") { await commander.statesSeen > seen + 1 }
            #expect(await plant.position(of: "v-102") == 100)
            #expect(await commander.model.status.target == nil)
        }
    }

    @Test("A silent device: timed out after three seconds, and nothing but the select was sent")
    func silent() async throws {
        try await PlantRig.with("v-102") { commander, plant, _ in
            await plant.inject(.silent, valve: "v-102")
            await commander.command(.close)
            try await PlantRig.expectEnd(.timedOut, of: commander)
            #expect(await commander.phases == [.select])
        }
    }

    @Test("Local mode and interlocks: the device itself refuses", arguments: [ProblemCode.localMode, .interlocked])
    func refused(code: ProblemCode) async throws {
        try await PlantRig.with("v-102") { commander, plant, _ in
            await plant.inject(code == .localMode ? .localMode : .interlock(["LOW_SUCTION"]), valve: "v-102")
            try await eventually("reported") {
                let status = await commander.model.status
                return status.mode == .local || !status.interlocks.isEmpty
            }
            await commander.command(.close)
            let status = try await PlantRig.end(commander)
            #expect(status.state == .rejected && status.cause == code)
            #expect(await plant.position(of: "v-102") == 100)
        }
    }

    @Test("A restart in mid-travel: a new boot, the command failed, the valve where it was")
    func reboot() async throws {
        try await PlantRig.with("v-102", timeScale: 1) { commander, plant, _ in
            await commander.command(.close)
            try await eventually("well under way") { await (plant.position(of: "v-102") ?? 100) < 90 }
            await plant.inject(.reboot, valve: "v-102")
            try await PlantRig.expectEnd(.failed, of: commander)
            #expect(await commander.boots.count == 2)
            let position = try #require(await plant.position(of: "v-102"))
            #expect(position > 5 && position < 100)
            #expect(await commander.model.status.state == .stopped)
        }
    }

    @Test("A movement without a command is found")
    func uncommanded() async throws {
        try await PlantRig.with("v-102") { commander, plant, _ in
            await plant.inject(.driftTo(80), valve: "v-102")
            try await eventually("the finding") { await commander.findings.contains(.uncommanded) }
        }
    }

    @Test("The broker dies in mid-travel: unknown, not sent again, and confirmed by telemetry when it is back")
    func brokerRestart() async throws {
        try await PlantRig.with("v-102", timeScale: 1) { commander, _, broker in
            await commander.command(.close)
            try await eventually("moving") { await commander.status?.state == .moving }
            try await broker.server.restart()
            try await eventually(within: .seconds(10), "unknown, or settled already") {
                await commander.status?.steps.contains { $0.state == .unknown } == true
            }
            let status = try await PlantRig.end(commander, within: .seconds(60))
            #expect(status.state == .confirmed, "\(status)")
            #expect(await commander.phases == [.select, .operate])
        }
    }

    @Test("A command that was kept by the broker from before is not done")
    func retained() async throws {
        try await PlantRig.with("v-102") { commander, plant, _ in
            let basis = try #require(await commander.model.latest)
            let kept = ValveCommandMessage(
                commandID: "kept", epoch: 1, valve: "v-102", phase: .operate, action: .safe, position: nil,
                issuedAt: basis.at, notAfter: basis.at.advanced(seconds: 60),
                expect: .init(bootID: "another", rev: nil))
            try await commander.send(kept, retain: true)
            try await eventually("the answer to the live message") { await commander.answered == ["kept"] }
            await plant.inject(.reboot, valve: "v-102")
            try await eventually("the new boot") { await commander.boots.count == 2 }
            #expect(await commander.answered == ["kept"], "the kept copy is not even heard")
            #expect(await commander.model.latest?.lastCommandID == nil)
            #expect(await plant.position(of: "v-102") == 100)
        }
    }
}
