import CoreMetrics
import Hummingbird
import OpsCore
import OpsMetrics

/// The request metrics (CONTRACT row A14), by route pattern and never by raw path.
///
/// Handles are kept: looking one up in a dictionary is cheaper than asking the factory to find the series anew. Their
/// number is bounded by the routes, the known methods, the statuses and ``tenantLimit``.
final class RequestMetrics: Sendable {
    /// The series of one route. Methods and statuses of a route are a handful: a search beats a hash.
    private struct Route {
        var duration: any TimerHandler
        var requests: [(method: String, status: Int, counter: any CounterHandler)] = []
    }

    private struct Tenant {
        var ok: Counter
        var error: Counter
    }

    private struct Handles {
        var routes: [String: Route] = [:]
        var tenants: [String: Tenant] = [:]
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

    /// A request was answered with `status`; it took so long. Waiting that the sender asked for is no latency.
    func end(_ request: Request, _ status: Int, _ facts: RequestRecord.Facts, nanoseconds: Int64) {
        end(
            method: request.method.rawValue, endpoint: facts.policy?.pattern ?? "unmatched", status: status,
            tenant: facts.caller?.tenant, requestID: facts.requestID,
            nanoseconds: max(0, nanoseconds - facts.waited.wholeNanoseconds))
    }

    /// It was answered with `status`; `tenant` is nil where no key named one.
    func end(method: String, endpoint: String, status: Int, tenant: String?, requestID: String, nanoseconds: Int64) {
        moveInFlight(by: -1)
        if status >= 500 { errors.increment() }
        let method = Self.methods.contains(method) ? method : "other"
        let (requests, duration, outcome) = handles.with { handles in
            let counter = requestCounter(
                endpoint, method, status, &handles.routes[endpoint, default: makeRoute(endpoint)])
            let outcome = tenant.map { tenantCounter($0, failed: status >= 500, &handles) }
            return (counter, handles.routes[endpoint]?.duration, outcome)
        }
        let exemplar = (name: "request_id", value: requestID)
        requests.increment(exemplar: exemplar)
        duration?.recordNanoseconds(nanoseconds, exemplar: exemplar)
        outcome?.increment()
    }

    private func moveInFlight(by step: Int) {
        // Recorded under the lock: of two at once, the later value must be the one that stays.
        handles.with { handles in
            handles.inFlight += step
            inFlight.record(handles.inFlight)
        }
    }

    private func makeRoute(_ endpoint: String) -> Route {
        Route(
            duration: factory.makeTimer(
                label: "http_request_duration_seconds", dimensions: [("endpoint", endpoint)]))
    }

    private func requestCounter(_ endpoint: String, _ method: String, _ status: Int, _ route: inout Route)
        -> any CounterHandler
    {
        if let known = route.requests.first(where: { $0.status == status && $0.method == method }) {
            return known.counter
        }
        let made = factory.makeCounter(
            label: "http_requests_total",
            dimensions: [("method", method), ("endpoint", endpoint), ("status", String(status))])
        route.requests.append((method, status, made))
        return made
    }

    private func tenantCounter(_ tenant: String, failed: Bool, _ handles: inout Handles) -> Counter {
        if let known = handles.tenants[tenant] { return failed ? known.error : known.ok }
        let name = handles.tenants.count < Self.tenantLimit ? tenant : "other"
        if name != tenant, let other = handles.tenants[name] { return failed ? other.error : other.ok }
        let made = Tenant(ok: makeTenantCounter(name, "ok"), error: makeTenantCounter(name, "error"))
        handles.tenants[name] = made
        return failed ? made.error : made.ok
    }

    private func makeTenantCounter(_ tenant: String, _ outcome: String) -> Counter {
        Counter(
            label: "tenant_requests_total", dimensions: [("tenant", tenant), ("outcome", outcome)], factory: factory)
    }
}
