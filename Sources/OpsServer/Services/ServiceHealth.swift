import OpsCore

/// How each part of the server is, judged by what it depends on (CONTRACT row D2).
struct ServiceHealth: Equatable, Sendable {
    let states: [ServicePart: HealthState]

    /// - Parameters:
    ///   - links: What the server depends on; a link that is off was not asked for and is missed by nobody.
    ///   - breakersOpen: True while a breaker lets nothing or little through.
    ///   - rulesFail: True while a rule could not be evaluated, or the rule files could not be read anew.
    init(links: [LinkStatus], breakersOpen: Bool, rulesFail: Bool) {
        func state(_ name: LinkName) -> HealthState {
            switch links.first(where: { $0.name == name })?.state {
            case .down: .down
            case .degraded: .degraded
            default: .ok
            }
        }
        let database = state(.database)
        // Without Redis limits go on in this process; without a provider the rest does.
        let isHelped = state(.redis) == .ok && !breakersOpen
        states = [
            .gateway: max(database, isHelped ? .ok : .degraded),
            .fabric: state(.mqtt),
            .fusion: database,
            .intelligence: max(min(state(.prometheus), .degraded), rulesFail ? .degraded : .ok),
            .tasking: max(database, state(.mqtt)),
        ]
    }
}
