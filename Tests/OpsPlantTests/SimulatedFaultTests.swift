import OpsCore
import OpsPlant
import OpsTestSupport
import Testing

/// Faults of a valve, as a commander on a real broker meets them.
@Suite("Faults of a simulated valve on a broker", .serialized)
struct SimulatedFaultTests {
    @Test("A speed that is set too high: the device forbids movement by itself; `safe` goes, and the water strikes")
    func waterHammer() async throws {
        try await PlantRig.with("v-103") { commander, plant, _ in
            await plant.inject(.fast(pace: 4), valve: "v-103")
            try await eventually("the interlock reported") {
                await commander.model.status.interlocks == ["MIN_TRAVEL_TIME"]
            }
            await commander.command(.close)
            let refused = try await PlantRig.end(commander)
            #expect(refused.state == .rejected && refused.cause == .interlocked)
            #expect(await plant.position(of: "v-103") == 100)
            await commander.command(.safe)
            try await PlantRig.expectEnd(.confirmed, of: commander)
            try await eventually("the surge in telemetry") { await commander.highestPressure > 10 }
            try await eventually("and its end") { await (commander.model.status.pressureBar ?? 99) < 6 }
            await plant.inject(.none, valve: "v-103")
            try await eventually("set right") { await commander.model.status.interlocks.isEmpty }
            await commander.command(.open)
            try await PlantRig.expectEnd(.confirmed, of: commander)
            await commander.command(.close)
            try await PlantRig.expectEnd(.confirmed, of: commander)
            #expect(await (commander.model.status.pressureBar ?? 99) < 6, "at its own pace nothing strikes")
        }
    }

    @Test("Each command twice: done once", arguments: [ValveAction.close, .position])
    func duplicated(action: ValveAction) async throws {
        try await PlantRig.with("v-102") { commander, plant, _ in
            await plant.inject(.duplicatedCommands, valve: "v-102")
            await commander.command(action, position: action == .position ? 40 : nil)
            let status = try await PlantRig.end(commander)
            #expect(status.state == .confirmed, "\(status)")
            #expect(await commander.answered.count >= 4, "both copies were answered")
            #expect(await commander.model.status.rev == 3, "one movement: begun and ended")
        }
    }

    @Test("Commands that overtake each other: the later one stands, the earlier is refused for its epoch")
    func reordered() async throws {
        try await PlantRig.with("v-102", timeScale: 1) { commander, plant, _ in
            await plant.inject(.reorderedCommands, valve: "v-102")
            let basis = try #require(await commander.model.latest)
            let safe = { (id: String, epoch: Int64, action: ValveAction) in
                ValveCommandMessage(
                    commandID: id, epoch: epoch, valve: "v-102", phase: .operate, action: action, position: nil,
                    issuedAt: basis.at, notAfter: basis.at.advanced(seconds: 60),
                    expect: .init(bootID: basis.bootID, rev: nil))
            }
            try await commander.send(safe("earlier", 10, .safe))
            try await commander.send(safe("later", 11, .stop))
            try await eventually("both answers") { await commander.answered.count >= 2 }
            #expect(await commander.answered.prefix(2) == ["later", "earlier"])
            #expect(await commander.causes["earlier"] == "NO_ACCESS_AUTHORITY")
            #expect(await plant.position(of: "v-102") == 100)
        }
    }

    @Test("A worn seat: closed and confirmed, and found to pass")
    func passing() async throws {
        try await PlantRig.with("v-103") { commander, plant, _ in
            await plant.inject(.passing(opening: 0.01), valve: "v-103")
            await commander.command(.close)
            try await PlantRig.expectEnd(.confirmed, of: commander)
            try await eventually(within: .seconds(90), "PASSING") { await commander.findings.contains(.passing) }
        }
    }

    @Test("Both limit switches: a sensor fault, found")
    func limits() async throws {
        try await PlantRig.with("v-103") { commander, plant, _ in
            await plant.inject(.limitSwitches, valve: "v-103")
            try await eventually("SENSOR_FAULT") { await commander.findings.contains(.sensorFault) }
        }
    }

    @Test("A clock that is half a minute off: late, the device refuses what is past; early, the token still holds")
    func skew() async throws {
        try await PlantRig.with("v-102") { commander, plant, _ in
            await plant.inject(.clockSkew(seconds: 30), valve: "v-102")
            await commander.command(.close)
            let refused = try await PlantRig.end(commander)
            #expect(refused.state == .rejected && refused.cause == .timeLimitOver, "\(refused)")
            await plant.inject(.clockSkew(seconds: -30), valve: "v-102")
            await commander.command(.close)
            try await PlantRig.expectEnd(.confirmed, of: commander)
        }
    }

    @Test("A leak shows in the telemetry of the valves around it")
    func leak() async throws {
        try await PlantRig.with("v-103") { commander, plant, _ in
            try await eventually("a first reading") { await commander.model.status.pressureBar != nil }
            let before = try #require(await commander.model.status.pressureBar)
            await plant.inject(.leak(coefficient: 0.015), valve: "v-103")
            try await eventually("the fall") { await (commander.model.status.pressureBar ?? 99) < before - 0.5 }
            #expect(await (commander.model.status.flowLps ?? 0) > 100)
            await plant.inject(.none, valve: "v-103")
            try await eventually("the return") { await (commander.model.status.pressureBar ?? 0) > before - 0.1 }
        }
    }
}
