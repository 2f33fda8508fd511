import Logging
import OpsCore

/// Where circuit breakers tell their changes: the log, the history of open incidents.
struct BreakerBoard: Sendable {
    let bus: EventBus
    let alerts: AlertService
    let clock: any OpsClock
    let logger: Logger

    func changed(_ name: String, _ transition: CircuitBreaker.Transition) async {
        logger.notice(
            "a breaker changed",
            metadata: [
                "breaker": "\(name)", "from": "\(transition.from.rawValue)", "to": "\(transition.to.rawValue)",
            ])
        await alerts.note(.breaker(name, transition.to, at: clock.wall))
    }
}
