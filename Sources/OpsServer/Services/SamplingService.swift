import Logging
import OpsCore
import OpsMetrics
import ServiceLifecycle

/// Once a second: takes the process' metrics into the series store, reads the panes' queries, and tells the stream.
struct SamplingService: Service {
    let registry: MetricRegistry
    let engine: QueryEngine
    let panes: any PaneSource
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
        let reading = panes.reading(at: now)
        await bus.publish(.metrics(point(reading, at: now, queueDepth: await bus.queueDepth)))
        await bus.publishIfChanged(.tenants(await traffic(reading)))
    }

    private func point(_ reading: PaneReading, at now: WallTime, queueDepth: Int) -> MetricsPoint {
        var point = MetricsPoint(at: now)
        point.requestRatePerSecond = reading.requestRate
        point.errorRatio = reading.errorRatio
        point.p95Ms = reading.p95
        point.queueDepth = Double(queueDepth)
        return point
    }

    private func traffic(_ reading: PaneReading) async -> [TenantStatus] {
        await tenants().map { tenant in
            var tenant = tenant
            // Two decimals are all that is shown; more would make every second a change.
            tenant.requestRatePerSecond = reading.tenantRates[tenant.name].map { ($0 * 100).rounded() / 100 }
            tenant.errorRatio = reading.tenantErrors[tenant.name].map { ($0 * 10_000).rounded() / 10_000 }
            return tenant
        }
    }
}
