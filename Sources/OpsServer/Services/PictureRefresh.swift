import OpsCore
import OpsMetrics

/// Once a second: what is read rather than told (breakers' ratios, the limiter's mode, ages) goes into metrics and stream.
struct PictureRefresh: Sendable {
    let core: OperationsCore
    /// How the rules are; nil where none are evaluated.
    var rules: RuleService?

    func run() async {
        await core.valveService.showHeard()
        let breakers = await refreshBreakers()
        await refreshServer()
        let picture = await core.bus.snapshot()
        let fault = rules?.standing.value.hasFault ?? false
        showHealth(
            ServiceHealth(
                links: picture.links, breakersOpen: breakers.contains { $0.state != .closed && $0.name != "redis" },
                rulesFail: fault))
        showQueue(picture.queue)
        showAlerts(await core.alertService.counts)
        core.registry.setGauge("api_tenants_count", [], Double(await core.access.tenants.count))
        core.registry.setGauge("api_keys_count", [], Double(await core.access.keyCount))
        core.registry.setGauge("stream_subscribers", [], Double(await core.bus.subscriberCount))
    }

    private func refreshBreakers() async -> [BreakerStatus] {
        var breakers: [BreakerStatus] = []
        if let enrichment = core.enrichment { breakers.append(await enrichment.breakerStatus()) }
        if core.redis != nil { breakers.append(core.limiter.breakerStatus()) }
        for breaker in breakers {
            let value: Double = breaker.state == .closed ? 0 : breaker.state == .halfOpen ? 1 : 2
            core.registry.setGauge("breaker_state", [("breaker", breaker.name)], value)
        }
        await core.bus.publishIfChanged(.breakers(breakers))
        return breakers
    }

    private func refreshServer() async {
        var server = await core.bus.snapshot().server
        let mode = core.limiter.mode
        server.limiter = mode.rawValue
        if let standing = rules?.standing.value {
            server.rulesFault = standing.loadFault
            (server.errorRatioLimit, server.p95LimitMs) = (standing.errorRatioLimit, standing.p95LimitMs)
        }
        core.registry.setGauge("rate_limiter_local", [], core.redis != nil && mode == .local ? 1 : 0)
        core.registry.setStates(
            "rate_limiter_mode", [], [RateLimitDecision.Mode.redis, .local].map { ($0.rawValue, $0 == mode) })
        await core.bus.publishIfChanged(.server(server))
    }

    private func showHealth(_ health: ServiceHealth) {
        for (part, state) in health.states {
            core.registry.setStates(
                "service_health", [("service", part.rawValue)],
                HealthState.allCases.map { ($0.rawValue, $0 == state) })
        }
    }

    private func showQueue(_ queue: QueueStatus) {
        let age = queue.oldestEnqueuedAt.map { core.clock.wall.seconds(since: $0) } ?? 0
        core.registry.setGauge("job_oldest_age_seconds", [], max(0, age))
    }

    private func showAlerts(_ counts: [AlertKind: Int]) {
        for kind in AlertKind.all {
            core.registry.setGauge(
                "alerts_current", [("state", kind.state.rawValue), ("severity", kind.severity.rawValue)],
                Double(counts[kind] ?? 0))
        }
    }
}
