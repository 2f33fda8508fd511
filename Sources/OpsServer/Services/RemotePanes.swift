import OpsCore
import OpsMetrics
import ServiceLifecycle

/// The panes' queries over an existing Prometheus: asked once a step, told as long as they are fresh.
final class RemotePanes: PaneSource, Service {
    private struct Known: Sendable {
        var value: QueryValue
        var at: WallTime
    }

    private let link: PrometheusLink
    private let queries: PaneQueries
    private let bus: EventBus
    private let clock: any OpsClock
    private let step: Duration
    /// What was heard longer ago is not known any more.
    private let freshSeconds: Double
    private let known = Guarded<[String: Known]>([:])

    init(
        link: PrometheusLink, queries: PaneQueries, bus: EventBus, clock: any OpsClock, step: Duration,
        timeout: Duration
    ) {
        self.link = link
        self.queries = queries
        self.bus = bus
        self.clock = clock
        self.step = step
        freshSeconds = (step * 2 + timeout) / .seconds(1)
    }

    func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            while !Task.isCancelled {
                let began = clock.monotonic
                await round()
                let left = step - clock.monotonic.duration(since: began)
                do { try await Task.sleep(for: max(left, .milliseconds(200))) } catch { break }
            }
        }
        await link.close()
    }

    func reading(at now: WallTime) -> PaneReading {
        let fresh = known.value.filter { _, known in
            // A clock that was set back makes nothing young.
            (0...freshSeconds).contains(now.seconds(since: known.at))
        }
        func value(_ query: PaneQuery) -> QueryValue? { fresh[query.text]?.value }
        return PaneReading(
            requestRate: value(queries.requestRate)?.number, errorRatio: value(queries.errorRatio)?.number,
            p95: value(queries.p95)?.number, tenantRates: value(queries.tenantRate)?.numbers(by: "tenant") ?? [:],
            tenantErrors: value(queries.tenantErrors)?.numbers(by: "tenant") ?? [:])
    }

    /// One after the other: the other server is not ours to hurry.
    private func round() async {
        for query in queries.all where !Task.isCancelled {
            guard let value = try? await link.value(of: query.text) else { continue }
            let now = clock.wall
            known.with { $0[query.text] = Known(value: value, at: now) }
        }
        await bus.publishIfChanged(.link(await link.status))
    }
}
