import OpsCore
import OpsMetrics

/// Asks a valve's configured interlock conditions: PromQL over the embedded series.
struct InterlockCheck: Sendable {
    let engine: QueryEngine
    let clock: any OpsClock

    /// The conditions that do not hold now. No data, stale data and what is no number do not hold.
    func failed(_ valve: ValveConfiguration) -> [String] {
        valve.interlocks.filter { !holds($0) }
    }

    private func holds(_ text: String) -> Bool {
        guard let expression = try? PromQL.parse(text),
            let value = try? engine.instant(expression, at: clock.wall.milliseconds)
        else { return false }
        return switch value {
        case .vector(let samples): !samples.isEmpty && samples.allSatisfy { !$0.value.isNaN }
        case .scalar(let number): number.isFinite && number != 0
        default: false
        }
    }
}
