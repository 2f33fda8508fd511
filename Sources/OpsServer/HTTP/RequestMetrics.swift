import CoreMetrics
import Hummingbird
import OpsCore
import OpsMetrics

/// The request metrics (CONTRACT rows A14, D2), by route pattern and never by raw path, and by the part of the server that
/// answers the route.
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
        var inFlight = [Int](repeating: 0, count: ServicePart.allCases.count)
    }

    /// A part of the server as the request metrics know it.
    private struct Part {
        var service: ServicePart
        var errors: Counter
        var inFlight: Gauge
    }

    /// What was begun; hand it back to the end.
    struct Begun: Sendable {
        fileprivate var endpoint: String
        fileprivate var part: Int
    }

    /// Tenants with series of their own; further ones share the name `other`.
    static let tenantLimit = 500
    private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

    private let factory: any MetricsFactory
    private let handles = Guarded(Handles())
    private let parts: [Part]

    init(factory: any MetricsFactory) {
        self.factory = factory
        parts = ServicePart.allCases.map { service in
            let label = [("service", service.rawValue)]
            let part = Part(
                service: service, errors: Counter(label: "http_errors_total", dimensions: label, factory: factory),
                inFlight: Gauge(label: "http_requests_in_flight", dimensions: label, factory: factory))
            part.inFlight.record(0)
            return part
        }
    }

    /// A request came in; nil: for no route that there is, which the gateway answers.
    func begin(_ policy: RoutePolicy?) -> Begun {
        let service = policy?.service ?? .gateway
        let begun = Begun(
            endpoint: policy?.pattern ?? "unmatched", part: parts.firstIndex { $0.service == service } ?? 0)
        moveInFlight(of: begun.part, by: 1)
        return begun
    }

    /// The request was answered with `status`; it took so long. Waiting that the sender asked for is no latency.
    func end(
        _ begun: Begun, _ request: Request, _ status: Int, _ facts: RequestRecord.Facts, nanoseconds: Int64
    ) {
        end(
            begun, method: request.method.rawValue, status: status, tenant: facts.caller?.tenant,
            requestID: facts.requestID, nanoseconds: max(0, nanoseconds - facts.waited.wholeNanoseconds))
    }

    /// It was answered with `status`; `tenant` is nil where no key named one.
    private func end(
        _ begun: Begun, method: String, status: Int, tenant: String?, requestID: String, nanoseconds: Int64
    ) {
        moveInFlight(of: begun.part, by: -1)
        if status >= 500 { parts[begun.part].errors.increment() }
        let method = Self.methods.contains(method) ? method : "other"
        let (requests, duration, outcome) = handles.with { handles in
            let counter = requestCounter(
                begun, method, status, &handles.routes[begun.endpoint, default: makeRoute(begun)])
            let outcome = tenant.map { tenantCounter($0, failed: status >= 500, &handles) }
            return (counter, handles.routes[begun.endpoint]?.duration, outcome)
        }
        let exemplar = (name: "request_id", value: requestID)
        requests.increment(exemplar: exemplar)
        duration?.recordNanoseconds(nanoseconds, exemplar: exemplar)
        outcome?.increment()
    }

    private func moveInFlight(of part: Int, by step: Int) {
        // Recorded under the lock: of two at once, the later value must be the one that stays.
        handles.with { handles in
            handles.inFlight[part] += step
            parts[part].inFlight.record(handles.inFlight[part])
        }
    }

    private func makeRoute(_ begun: Begun) -> Route {
        Route(
            duration: factory.makeTimer(
                label: "http_request_duration_seconds",
                dimensions: [("service", parts[begun.part].service.rawValue), ("endpoint", begun.endpoint)]))
    }

    private func requestCounter(_ begun: Begun, _ method: String, _ status: Int, _ route: inout Route)
        -> any CounterHandler
    {
        if let known = route.requests.first(where: { $0.status == status && $0.method == method }) {
            return known.counter
        }
        let made = factory.makeCounter(
            label: "http_requests_total",
            dimensions: [
                ("service", parts[begun.part].service.rawValue), ("method", method), ("endpoint", begun.endpoint),
                ("status", String(status)),
            ])
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
