import Logging
import OpsCore
import OpsMetrics

/// Looks leads up at the upstream provider: cached, behind a circuit breaker, retried on time-outs alone and only
/// inside the caller's deadline.
actor EnrichmentService {
    /// How long a caller waits at most, retries included.
    static let callerLimit = Duration.seconds(10)

    private static let cacheLabel = [("cache", "enrichment")]

    private let client: ProviderClient
    private let registry: MetricRegistry
    private let clock: any OpsClock
    private let logger: Logger
    private let onTransition: @Sendable (String, CircuitBreaker.Transition) -> Void
    private let retry = RetryPolicy()
    private var breaker: CircuitBreaker
    private var cache = EnrichmentCache()
    private var lastSuccessAt: WallTime?
    private var spend: (day: Int64, dollars: Double) = (0, 0)

    init(
        settings: UpstreamSettings, registry: MetricRegistry, clock: any OpsClock, logger: Logger,
        onTransition: @escaping @Sendable (String, CircuitBreaker.Transition) -> Void
    ) {
        client = ProviderClient(settings: settings)
        self.registry = registry
        self.clock = clock
        self.logger = logger
        self.onTransition = onTransition
        var limits = CircuitBreaker.Settings()
        limits.minimumCalls = settings.breakerMinimumCalls
        limits.window = .milliseconds(Int(settings.breakerWindowSeconds * 1000))
        limits.failureRatio = settings.breakerFailureRatio
        limits.openFor = .milliseconds(Int(settings.breakerOpenSeconds * 1000))
        breaker = CircuitBreaker(settings: limits)
        // From the start, so that a rate has a first value to count from.
        for name in ["cache_hits_total", "cache_misses_total"] { registry.increment(name, Self.cacheLabel, by: 0) }
        registry.increment("upstream_spend_usd_total", [("provider", settings.name)], by: 0)
    }

    func close() async { await client.close() }

    /// The breaker, for the pane.
    func breakerStatus() -> BreakerStatus {
        breaker.status(name: client.settings.name, now: clock.monotonic, wall: clock.wall)
    }

    func modelStatus() -> ModelStatus {
        var status = ModelStatus(
            provider: client.settings.name, model: client.settings.model, breaker: breaker.state,
            degraded: breaker.state != .closed)
        status.lastSuccessAt = lastSuccessAt
        status.spendToday = spend.day == clock.wall.day ? spend.dollars : 0
        return status
    }

    /// Answers from the cache or the upstream; refuses with `BREAKER_OPEN`, `UPSTREAM_TIMEOUT` or `DEGRADED`.
    func enrich(_ request: LeadEnrichmentRequest, requestID: String) async throws -> LeadEnrichment {
        let query = try LeadQuery(request)
        if let known = cache.find(query, at: clock.monotonic) {
            registry.increment("cache_hits_total", Self.cacheLabel)
            registry.increment("lead_enrich_total", [("result", "cached")])
            return answer(known, query, cached: true)
        }
        registry.increment("cache_misses_total", Self.cacheLabel)
        let company = try await ask(query, requestID: requestID)
        cache.keep(company, for: query, at: clock.monotonic)
        registry.increment("lead_enrich_total", [("result", "ok")])
        return answer(company, query, cached: false)
    }

    private func answer(_ company: ProviderCompany, _ query: LeadQuery, cached: Bool) -> LeadEnrichment {
        LeadEnrichment(
            leadId: query.domain, company: company.company, industry: company.industry, employees: company.employees,
            cached: cached)
    }

    private func ask(_ query: LeadQuery, requestID: String) async throws -> ProviderCompany {
        let deadline = Deadline(after: Self.callerLimit, from: clock.monotonic)
        var random = SystemRandomNumberGenerator()
        var attempt = 1
        while true {
            do {
                return try await askOnce(query, requestID: requestID, deadline: deadline)
            } catch let failure as ProviderFailure {
                let pause = retry.delay(
                    afterAttempt: attempt, failure: failure == .timeout ? .timeout : .other, deadline: deadline,
                    now: clock.monotonic, using: &random)
                guard let pause else { throw refusal(failure, requestID: requestID) }
                attempt += 1
                try await Task.sleep(for: pause)
            }
        }
    }

    private func askOnce(_ query: LeadQuery, requestID: String, deadline: Deadline) async throws -> ProviderCompany {
        let admission = breaker.allow(at: clock.monotonic)
        if let transition = admission.transition { onTransition(client.settings.name, transition) }
        guard let pass = admission.pass else {
            registry.increment("lead_enrich_total", [("result", "breaker_open")])
            let seconds = Int((admission.retryAfter ?? .seconds(1)) / .seconds(1)) + 1
            throw Refusal(
                .breakerOpen, "The provider \(client.settings.name) is failing; calls to it are paused",
                retryAfterSeconds: seconds)
        }
        let limit = min(client.settings.readTimeout, deadline.remaining(at: clock.monotonic))
        do {
            let company = try await client.company(domain: query.domain, requestID: requestID, timeout: limit)
            settle(.success, pass)
            noteSuccess(company)
            return company
        } catch {
            settle(Task.isCancelled ? .cancelled : error.isAnswer ? .success : .failure, pass)
            throw error
        }
    }

    private func settle(_ outcome: CircuitBreaker.CallOutcome, _ pass: CircuitBreaker.Pass) {
        guard let transition = breaker.record(outcome, of: pass, at: clock.monotonic) else { return }
        onTransition(client.settings.name, transition)
    }

    private func noteSuccess(_ company: ProviderCompany) {
        lastSuccessAt = clock.wall
        if spend.day != clock.wall.day { spend = (clock.wall.day, 0) }
        guard let cost = company.costUsd, cost.isFinite, cost > 0 else { return }
        spend.dollars += cost
        registry.increment("upstream_spend_usd_total", [("provider", client.settings.name)], by: cost)
    }

    private func refusal(_ failure: ProviderFailure, requestID: String) -> Refusal {
        if failure.isAnswer {
            registry.increment("lead_enrich_total", [("result", "unknown")])
            return Refusal(.resourceNotFound, "The provider knows nothing of this domain")
        }
        logger.warning(
            "the upstream failed", metadata: ["request_id": "\(requestID)", "failure": "\(failure)"])
        registry.increment("lead_enrich_total", [("result", failure == .timeout ? "timeout" : "failed")])
        if failure == .timeout {
            return Refusal(.upstreamTimeout, "The provider did not answer in time; try again in a few seconds")
        }
        return Refusal(.degraded, "The provider failed to answer; try again in a few seconds")
    }
}

extension WallTime {
    /// Whole days since 1970-01-01, UTC.
    var day: Int64 { milliseconds / 86_400_000 }
}
