import CoreMetrics
import OpsCore

/// `ratelimit_decisions_total{class,mode,outcome}` and what Redis' late replies came to. Handles are kept: a look-up by
/// labels costs more than the decision.
final class DecisionCounters: Sendable {
    private let factory: any MetricsFactory
    private let handles: Guarded<[Counter?]>
    private let lateAnswered: Counter
    private let lateSilent: Counter

    init(factory: any MetricsFactory) {
        self.factory = factory
        handles = Guarded(Array(repeating: nil, count: LimitClass.allCases.count * 4))
        let name = "ratelimit_redis_late_total"
        lateAnswered = Counter(label: name, dimensions: [("outcome", "answered")], factory: factory)
        lateSilent = Counter(label: name, dimensions: [("outcome", "silent")], factory: factory)
    }

    func count(_ limit: LimitClass, _ decision: RateLimitDecision) {
        let place = limit.number * 4 + (decision.mode == .redis ? 2 : 0) + (decision.allowed ? 1 : 0)
        let counter = handles.with { handles -> Counter in
            if let known = handles[place] { return known }
            let made = Counter(
                label: "ratelimit_decisions_total",
                dimensions: [
                    ("class", limit.rawValue), ("mode", decision.mode.rawValue),
                    ("outcome", decision.allowed ? "allowed" : "refused"),
                ], factory: factory)
            handles[place] = made
            return made
        }
        counter.increment()
    }

    func countLate(silent: Bool) { (silent ? lateSilent : lateAnswered).increment() }
}
