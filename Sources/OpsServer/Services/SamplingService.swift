import Logging
import OpsCore
import OpsMetrics
import ServiceLifecycle

/// Once a second: takes the process' metrics into the series store, asks the panes' queries, and tells the stream.
struct SamplingService: Service {
    let registry: MetricRegistry
    let engine: QueryEngine
    let queries: PaneQueries
    let bus: EventBus
    let clock: any OpsClock
    /// Sets gauges that are read rather than counted, just before each sample.
    let refresh: @Sendable () async -> Void
    /// The tenants without their traffic.
    let tenants: @Sendable () async -> [TenantStatus]

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await tick()
                // Aligned to the second, so that sample times do not drift.
                let past = clock.wall.milliseconds % 1000
                do { try await Task.sleep(for: .milliseconds(1000 - past)) } catch { return }
            }
        }
    }

    private func tick() async {
        await refresh()
        let now = clock.wall
        engine.store.sampleAll(registry, at: now.milliseconds)
        await bus.publish(.metrics(point(at: now, queueDepth: await bus.queueDepth)))
        await bus.publishIfChanged(.tenants(await traffic(at: now)))
    }

    private func point(at now: WallTime, queueDepth: Int) -> MetricsPoint {
        var point = MetricsPoint(at: now)
        point.requestRatePerSecond = engine.number(queries.requestRate, at: now.milliseconds)
        point.errorRatio = engine.number(queries.errorRatio, at: now.milliseconds)
        point.p95Ms = engine.number(queries.p95, at: now.milliseconds)
        point.queueDepth = Double(queueDepth)
        return point
    }

    private func traffic(at now: WallTime) async -> [TenantStatus] {
        let rates = engine.numbers(queries.tenantRate, by: "tenant", at: now.milliseconds)
        let errors = engine.numbers(queries.tenantErrors, by: "tenant", at: now.milliseconds)
        return await tenants().map { tenant in
            var tenant = tenant
            // Two decimals are all that is shown; more would make every second a change.
            tenant.requestRatePerSecond = rates[tenant.name].map { ($0 * 100).rounded() / 100 }
            tenant.errorRatio = errors[tenant.name].map { ($0 * 10_000).rounded() / 10_000 }
            return tenant
        }
    }
}
