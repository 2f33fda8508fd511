import Logging
import OpsCore
import OpsPlant

/// What happens when in a demo: the outage or the leak comes, goes, and comes again; and the faults that were asked for.
struct ScenarioPlayer: Sendable {
    let options: DemoOptions
    let provider: ProviderSimulator
    let plant: SimulatedPlant
    let ground: DemoGround
    let logger: Logger

    /// The hole: about 85 L/s at the demo's pressures.
    static let leakCoefficient = 0.015
    /// The crew mends an isolated leak in this time.
    private static let repair = Duration.seconds(30)

    /// Plays until cancelled, or to the end of what there is.
    func play() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await scenario() }
            group.addTask { await faults() }
        }
    }

    private func scenario() async {
        var pause: Double? = options.scenario == .calm ? nil : options.outageDelay
        while let seconds = pause {
            do {
                try await Task.sleep(for: .milliseconds(Int(seconds * 1000)))
                try await strike()
            } catch { return }
            pause = options.outagePause
        }
    }

    private func strike() async throws {
        switch options.scenario {
        case .calm: return
        case .outage:
            await provider.behave(.failing)
            guard options.recovers else { throw CancellationError() }
            try await Task.sleep(for: .milliseconds(Int(options.outageLength * 1000)))
            await provider.behave(.healthy)
        case .leak:
            try await leak()
        }
    }

    /// The pipe between the segment's valves breaks, and is mended some time after both have been closed.
    private func leak() async throws {
        if !options.recovers { await plant.inject(.stuck, valve: LeakJudge.outlet) }
        await plant.inject(.leak(coefficient: Self.leakCoefficient), valve: LeakJudge.inlet)
        while await !isIsolated() { try await Task.sleep(for: .seconds(2)) }
        try await Task.sleep(for: Self.repair)
        await plant.inject(.leak(coefficient: 0), valve: LeakJudge.inlet)
    }

    private func isIsolated() async -> Bool {
        for valve in [LeakJudge.inlet, LeakJudge.outlet] {
            guard let position = await plant.position(of: valve), position <= 1 else { return false }
        }
        return true
    }

    private func faults() async {
        let logger = logger
        let player = FaultPlayer(plant: plant, harmBroker: { await ground.harm($0) }) { order in
            logger.notice("a fault strikes", metadata: ["fault": "\(order)"])
        }
        await player.play(options.faults)
    }
}
