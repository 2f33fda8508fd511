import OpsCore

/// The descriptions of all routes. A route without one does not start: see ``RouteBook``.
enum RouteDescriptions {
    static let all: [RouteDescription] =
        probes + pages + prometheus + operations + valves + commands + incidents + alerts + masks + work + keys

    private static let byRoute = Dictionary(all.map { ($0.route, $0) }, uniquingKeysWith: { first, _ in first })

    /// The description of a route; nil where it has none.
    static func description(of method: RouteMethod, _ pattern: String) -> RouteDescription? {
        byRoute["\(method.rawValue) \(pattern)"]
    }

    private static let probes = [
        RouteDescription(.get, "/livez", "alive", "Whether the process answers at all")
            .answering(LivenessReport.self),
        RouteDescription(.get, "/readyz", "ready", "Whether the server can serve; 503 while its database is down")
            .answering(HealthReport.self).answering(HealthReport.self, 503, "The database is down."),
        RouteDescription(.get, "/health", "health", "How the server and each of its parts is")
            .answering(HealthReport.self).answering(HealthReport.self, 503, "The database is down."),
        RouteDescription(.get, "/-/healthy", "healthy", "As `/livez`, where promtool looks for it")
            .answering(text: "text/plain", "One line."),
        RouteDescription(.get, "/-/ready", "prometheusReady", "As `/readyz`, where promtool looks for it")
            .answering(text: "text/plain", "One line.")
            .answering(.init(status: 503, text: "The database is down.", content: [.init("text/plain")])),
        RouteDescription(.get, "/metrics", "metrics", "All metrics, in Prometheus' text format")
            .answering(text: "text/plain", "The exposition, version 0.0.4."),
    ]

    private static let pages = [
        RouteDescription(.get, "/openapi.json", "document", "This document").answering(
            .init(status: 200, text: "OpenAPI 3.1.", content: [.init("application/json") { _ in .map(.anything) }])),
        RouteDescription(.get, "/errors/{code}", "errorPage", "What an error code means and what to do about it")
            .identified(by: .choice(ProblemCode.allCases.map(\.rawValue)))
            .answering(
                .init(
                    status: 200, text: "By `Accept`: text, HTML or JSON.",
                    content: [
                        .init("text/plain"), .init("text/html"),
                        .init("application/json") { try $0.schema(of: ProblemPage.self) },
                    ])),
    ]

    private static let operations = [
        RouteDescription(.get, "/ops/status", "status", "Everything a dashboard shows, once")
            .answering(OpsSnapshot.self),
        RouteDescription(.get, "/ops/stream", "stream", "Everything a dashboard shows, then each change")
            .header("Last-Event-ID", .text(), "The last event seen: the stream goes on after it where it can.")
            .answering(
                text: "text/event-stream",
                "Server-sent events, ops.stream/1: `snapshot` (OpsSnapshot) first, then `change` (NumberedChange)."),
        RouteDescription(.get, "/ops/model-status", "modelStatus", "The upstream provider and how it does")
            .answering(ModelStatus.self),
        RouteDescription(.get, "/ops/tenants", "tenants", "Tenants and their states; never a key")
            .answering([TenantStatus].self),
        RouteDescription(.post, "/ops/reload-auth", "reloadKeys", "Reads the keys anew, without a restart")
            .answering(KeyReload.self).refusing(.validationFailed),
        RouteDescription(.post, "/-/reload", "reloadRules", "Reads the rule files and the scrape file anew")
            .answering(RuleReload.self).refusing(.validationFailed),
        RouteDescription(.get, "/ops/telemetry-access", "telemetryAccess", "A read-only broker account; socket only")
            .answering(TelemetryAccess.self).refusing(.resourceNotFound),
        RouteDescription(.get, "/v1/slo", "slo", "Service level objectives: error budgets and how fast they burn")
            .answering([SLOStatus].self),
        RouteDescription(.get, "/v1/audit", "audit", "The audit log, newest first")
            .query("limit", .whole(1...Int64(AuditController.most)), "How many rows; \(AuditController.usual) usually.")
            .answering([AuditEntry].self),
    ]
}
