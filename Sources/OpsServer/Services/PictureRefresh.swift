import OpsCore
import OpsMetrics

/// Once a second: what is read rather than told (breakers' ratios, the limiter's mode) goes into metrics and stream.
struct PictureRefresh: Sendable {
    let core: OperationsCore

    func run() async {
        await refreshBreakers()
        await refreshServer()
        core.registry.setGauge("api_tenants_count", [], Double(await core.access.tenants.count))
        core.registry.setGauge("api_keys_count", [], Double(await core.access.keyCount))
        core.registry.setGauge("stream_subscribers", [], Double(await core.bus.subscriberCount))
    }

    private func refreshBreakers() async {
        var breakers: [BreakerStatus] = []
        if let enrichment = core.enrichment { breakers.append(await enrichment.breakerStatus()) }
        if core.redis != nil { breakers.append(core.limiter.breakerStatus()) }
        for breaker in breakers {
            let value: Double = breaker.state == .closed ? 0 : breaker.state == .halfOpen ? 1 : 2
            core.registry.setGauge("breaker_state", [("breaker", breaker.name)], value)
        }
        await core.bus.publishIfChanged(.breakers(breakers))
    }

    private func refreshServer() async {
        var server = await core.bus.snapshot().server
        server.limiter = core.limiter.mode.rawValue
        core.registry.setGauge("rate_limiter_local", [], core.redis != nil && server.limiter == "local" ? 1 : 0)
        await core.bus.publishIfChanged(.server(server))
    }
}
