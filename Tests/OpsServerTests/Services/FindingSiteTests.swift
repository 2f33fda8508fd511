import OpsCore
import OpsPlant
import OpsTestSupport
import Testing

@testable import OpsServer

/// Each finding provoked on a simulated valve, seen through a real broker as an alert of the pipeline, and over once the
/// valve is well again.
@Suite(.serialized) struct FindingSiteTests {
    private static func state(_ finding: ValveFinding, _ site: TestSite, valve: String = "v-1") async throws
        -> AlertState?
    {
        try await site.core.alerts(source: .plant).first { $0.id == "\(finding.rawValue)-\(valve)" }?.state
    }

    private static func wait(
        for finding: ValveFinding, _ wanted: AlertState, _ site: TestSite, valve: String = "v-1"
    ) async throws {
        try await eventually(within: .seconds(90), "\(finding.rawValue) is \(wanted.rawValue)") {
            try await state(finding, site, valve: valve) == wanted
        }
    }

    /// Moves the valve and waits until that has come to an end, whatever it is.
    private static func move(_ action: ValveAction, _ site: TestSite, valve: String = "v-1") async throws {
        let command = try await site.actuate(action, valve: valve)
        try await site.wait(for: command.id, "ended") { $0.isFinal }
    }

    @Test func aStuckValveAndOneThatIsMovedByOtherHands() async throws {
        try await TestSite.with { site in
            await site.plant.inject(.stuck, valve: "v-1")
            _ = try await site.actuate(.close)
            try await Self.wait(for: .stuck, .active, site)
            #expect(try await site.core.alerts(source: .plant).first?.reading?.hasPrefix("at 100 %") == true)
            await site.plant.inject(.none, valve: "v-1")
            await site.plant.inject(.driftTo(40), valve: "v-2")
            try await Self.wait(for: .uncommanded, .active, site, valve: "v-2")
            // The next command to a valve ends what earlier movements were.
            try await Self.move(.stop, site, valve: "v-2")
            try await Self.wait(for: .uncommanded, .cleared, site, valve: "v-2")
        }
    }

    @Test func aValveThatTurnsSlow() async throws {
        try await TestSite.with { site in
            // A twentieth of the pace: seconds pass before it is there, and each is far below a fifth.
            await site.plant.inject(.slow(pace: 0.05), valve: "v-1")
            _ = try await site.actuate(.close)
            try await Self.wait(for: .slow, .active, site)
            await site.plant.inject(.none, valve: "v-1")
            try await Self.move(.stop, site)
            try await Self.wait(for: .slow, .cleared, site)
        }
    }

    @Test func aSensorFaultComesAndGoes() async throws {
        try await TestSite.with { site in
            await site.plant.inject(.limitSwitches, valve: "v-1")
            try await Self.wait(for: .sensorFault, .active, site)
            await site.plant.inject(.none, valve: "v-1")
            try await Self.wait(for: .sensorFault, .cleared, site)
        }
    }

    @Test func completedTravelsAreLearnedAndOutliveARestart() async throws {
        try await TestSite.with { site in
            for action in [ValveAction.close, .open, .close] { try await Self.move(action, site) }
            try await eventually(within: .seconds(60), "three travels are stored") {
                let baseline = try await site.core.baselines.load()["v-1"]
                return baseline?.closing.count == 2 && baseline?.opening.count == 1
            }
            let learned = try await site.core.valveService.book.models["v-1"]?.baseline
            try await site.restartServer()
            #expect(try await site.core.valveService.book.models["v-1"]?.baseline == learned)
            // Two travels say nothing yet; a third makes the travel timer the valve's own.
            let configured = TestSite.valve
            let service = try site.core.valveService
            #expect(await service.paced(configured, to: 0).travelSeconds == configured.travelSeconds)
            try await site.waitUntilReady()
            for action in [ValveAction.open, .close] { try await Self.move(action, site) }
            try await eventually(within: .seconds(60), "the third is learned") {
                let model = await service.book.models["v-1"]
                return model?.baseline.isLearned(.closing) == true
            }
            let book = await service.book
            let model = try #require(book.models["v-1"])
            let position = try #require(model.status.positionPercent)
            #expect(
                await service.paced(configured, to: position - 1).travelSeconds == model.baseline.seconds(.closing))
        }
    }
}
