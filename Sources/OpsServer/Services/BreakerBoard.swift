import Logging
import OpsCore
import OpsMetrics

/// Where circuit breakers tell their changes: the log, the history of open incidents. Never waits: a request whose
/// outcome made a breaker change must not wait for storage.
struct BreakerBoard: Sendable {
    let alerts: AlertService
    let clock: any OpsClock
    let logger: Logger
    let registry: MetricRegistry

    func changed(_ name: String, _ transition: CircuitBreaker.Transition) {
        logger.notice(
            "a breaker changed",
            metadata: [
                "breaker": "\(name)", "from": "\(transition.from.rawValue)", "to": "\(transition.to.rawValue)",
            ])
        registry.increment("breaker_transitions_total", [("breaker", name), ("to", transition.to.rawValue)])
        alerts.note(.breaker(name, transition.to, at: clock.wall))
    }
}
