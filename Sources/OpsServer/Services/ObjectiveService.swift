import OpsCore
import OpsMetrics
import ServiceLifecycle

/// Reads how the objectives stand from what their rules recorded, and tells the stream.
struct ObjectiveService: Service {
    /// Knows which objectives there are.
    let rules: RuleService
    let engine: QueryEngine
    let bus: EventBus
    let clock: any OpsClock

    /// Read at least this often, so that what has ended is not shown for long.
    private static let pace = Duration.seconds(5)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let file = await rules.objectives
                if let statuses = statuses(of: file) { await bus.publishIfChanged(.slo(statuses)) }
                do { try await Task.sleep(for: min(file.interval, Self.pace)) } catch { return }
            }
        }
    }

    /// Nil where the question was too costly to be answered.
    private func statuses(of file: ObjectiveFile) -> [SLOStatus]? {
        guard !file.objectives.isEmpty else { return [] }
        guard let query = try? ObjectiveReading.query(for: file),
            case .vector(let samples)? = try? engine.instant(query, at: clock.wall.milliseconds)
        else { return nil }
        return ObjectiveReading.readings(of: file, from: samples).map(SLOStatus.init)
    }
}

extension SLOStatus {
    /// As many digits as are told apart on a screen; more would make every reading a change.
    init(_ reading: ObjectiveReading) {
        self.init(name: reading.name, objective: reading.target)
        windowSec = reading.window / .seconds(1)
        windowKnownSec = reading.windowKnownSeconds.rounded()
        ratio = reading.goodRatio.map { Self.rounded($0, 1e6) }
        budgetLeftRatio = reading.budgetLeftRatio.map { Self.rounded($0, 1e4) }
        burnRate = reading.burnRate.map { Self.rounded($0, 1e3) }
        exhaustedInSec = reading.secondsLeft.map { $0.rounded() }
        burning = reading.burning.map { $0.severity == .page ? .page : .ticket }
        burns = reading.burns.map { burn in
            SLOBurn(
                window: burn.windowText, rate: Self.rounded(burn.rate, 1e3),
                knownRatio: Self.rounded(burn.knownRatio, 1e3))
        }
    }

    private static func rounded(_ value: Double, _ scale: Double) -> Double { (value * scale).rounded() / scale }
}
