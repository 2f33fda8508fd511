import CoreMetrics

/// The request metrics (CONTRACT row A14), by route pattern and never by raw path.
///
/// Handles are kept: looking one up in a dictionary is cheaper than asking the factory to find the series anew. Their
/// number is bounded by the routes, the known methods, the statuses and ``tenantLimit``.
final class RequestMetrics: Sendable {
    private struct RequestKey: Hashable {
        var method: String
        var endpoint: String
        var status: Int
    }

    private struct TenantKey: Hashable {
        var tenant: String
        var outcome: String
    }

    private struct Handles {
        var requests: [RequestKey: Counter] = [:]
        var durations: [String: Timer] = [:]
        var tenants: [TenantKey: Counter] = [:]
        var inFlight = 0
    }

    /// Tenants with series of their own; further ones share the name `other`.
    static let tenantLimit = 500
    private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

    private let factory: any MetricsFactory
    private let handles = Guarded(Handles())
    private let errors: Counter
    private let inFlight: Gauge

    init(factory: any MetricsFactory) {
        self.factory = factory
        errors = Counter(label: "http_errors_total", dimensions: [("service", "gateway")], factory: factory)
        inFlight = Gauge(label: "http_requests_in_flight", factory: factory)
        inFlight.record(0)
    }

    /// A request came in.
    func begin() { moveInFlight(by: 1) }

    /// It was answered with `status`; `tenant` is nil where no key named one.
    func end(method: String, endpoint: String, status: Int, tenant: String?, nanoseconds: Int64) {
        moveInFlight(by: -1)
        if status >= 500 { errors.increment() }
        let method = Self.methods.contains(method) ? method : "other"
        let (requests, duration) = handles.with { handles in
            let key = RequestKey(method: method, endpoint: endpoint, status: status)
            return (requestCounter(key, &handles), durationTimer(endpoint, &handles))
        }
        requests.increment()
        duration.recordNanoseconds(nanoseconds)
        if let tenant { countTenant(tenant, outcome: status >= 500 ? "error" : "ok") }
    }

    private func moveInFlight(by step: Int) {
        // Recorded under the lock: of two at once, the later value must be the one that stays.
        handles.with { handles in
            handles.inFlight += step
            inFlight.record(handles.inFlight)
        }
    }

    private func requestCounter(_ key: RequestKey, _ handles: inout Handles) -> Counter {
        if let known = handles.requests[key] { return known }
        let made = Counter(
            label: "http_requests_total",
            dimensions: [("method", key.method), ("endpoint", key.endpoint), ("status", String(key.status))],
            factory: factory)
        handles.requests[key] = made
        return made
    }

    private func durationTimer(_ endpoint: String, _ handles: inout Handles) -> Timer {
        if let known = handles.durations[endpoint] { return known }
        let made = Timer(
            label: "http_request_duration_seconds", dimensions: [("endpoint", endpoint)], factory: factory)
        handles.durations[endpoint] = made
        return made
    }

    private func countTenant(_ tenant: String, outcome: String) {
        let counter = handles.with { handles in
            let known = handles.tenants.count < Self.tenantLimit * 2
            var key = TenantKey(tenant: tenant, outcome: outcome)
            if !known, handles.tenants[key] == nil { key.tenant = "other" }
            if let counter = handles.tenants[key] { return counter }
            let made = Counter(
                label: "tenant_requests_total", dimensions: [("tenant", key.tenant), ("outcome", outcome)],
                factory: factory)
            handles.tenants[key] = made
            return made
        }
        counter.increment()
    }
}
