/// The one table: route → authentication → limit class (CONTRACT.md, "Who may do what") → part of the server.
public enum RouteTable {
    /// Every route that the server answers.
    public static let all: [RoutePolicy] = probes + prometheus + operations + plant + alerts + work + keys

    private static let probes = [
        RoutePolicy(.get, "/health", .open, .probe),
        RoutePolicy(.get, "/livez", .open, .probe),
        RoutePolicy(.get, "/readyz", .open, .probe),
        RoutePolicy(.get, "/metrics", .loopbackOr(.viewer), .metrics),
        RoutePolicy(.get, "/-/healthy", .open, .probe),
        RoutePolicy(.get, "/-/ready", .open, .probe),
        RoutePolicy(.get, "/errors/{code}", .open, .general),
        RoutePolicy(.get, "/openapi.json", .open, .general),
        RoutePolicy(.get, "/api/v1/openapi.json", .open, .query, of: .intelligence),
    ]

    /// Prometheus' read API; some of its routes take a form by POST, which changes nothing either.
    private static let prometheus =
        [
            "/api/v1/query", "/api/v1/query_range", "/api/v1/labels", "/api/v1/label/{name}/values", "/api/v1/series",
            "/api/v1/metadata", "/api/v1/rules", "/api/v1/alerts", "/api/v1/targets",
            "/api/v1/targets/metadata", "/api/v1/scrape_pools", "/api/v1/format_query",
            "/api/v1/query_exemplars", "/api/v1/status/buildinfo", "/api/v1/status/runtimeinfo",
            "/api/v1/status/config", "/api/v1/status/flags", "/api/v1/status/tsdb",
        ].map { RoutePolicy(.get, $0, .loopbackOr(.viewer), .query, of: .intelligence) }
        + [
            "/api/v1/query", "/api/v1/query_range", "/api/v1/labels", "/api/v1/series", "/api/v1/format_query",
            "/api/v1/query_exemplars",
        ].map { RoutePolicy(.post, $0, .loopbackOr(.viewer), .query, of: .intelligence) }

    private static let operations = [
        RoutePolicy(.get, "/ops/model-status", .atLeast(.tenant), .ops),
        RoutePolicy(.post, "/ops/reload-auth", .adminKey, .ops),
        RoutePolicy(.post, "/-/reload", .adminKey, .ops, of: .intelligence),
        RoutePolicy(.get, "/ops/tenants", .adminKey, .ops),
        RoutePolicy(.get, "/ops/stream", .atLeast(.viewer), .ops),
        RoutePolicy(.get, "/ops/status", .atLeast(.viewer), .ops),
        RoutePolicy(.get, "/ops/telemetry-access", .localOnly, .ops, of: .fabric),
        RoutePolicy(.get, "/v1/audit", .atLeast(.viewer), .general),
        RoutePolicy(.get, "/v1/slo", .atLeast(.viewer), .general),
    ]

    private static let plant = [
        RoutePolicy(.get, "/valves", .atLeast(.viewer), .general, of: .fabric),
        RoutePolicy(.get, "/valves/{id}", .atLeast(.viewer), .general, of: .fabric),
        RoutePolicy(.post, "/valves/{id}/actuate", .atLeast(.operator), .actuation, of: .tasking),
        RoutePolicy(.post, "/valves/{id}/select", .atLeast(.operator), .actuation, of: .tasking),
        RoutePolicy(.get, "/v1/commands", .atLeast(.viewer), .general, of: .tasking),
        RoutePolicy(.get, "/v1/commands/{id}", .atLeast(.viewer), .general, of: .tasking),
        RoutePolicy(.post, "/v1/commands/{id}/confirm", .atLeast(.operator), .incident, of: .tasking),
        RoutePolicy(.post, "/v1/commands/{id}/cancel", .atLeast(.operator), .general, of: .tasking),
    ]

    private static let alerts = [
        RoutePolicy(.get, "/incidents", .atLeast(.viewer), .general, of: .fusion),
        RoutePolicy(.get, "/incidents/{id}", .atLeast(.viewer), .general, of: .fusion),
        RoutePolicy(.post, "/incidents/{id}/update", .atLeast(.operator), .incident, of: .fusion),
        RoutePolicy(.get, "/pipeline/alerts", .atLeast(.viewer), .general, of: .fusion),
        RoutePolicy(.post, "/pipeline/alerts/{id}/resolve", .atLeast(.operator), .incident, of: .fusion),
        RoutePolicy(.get, "/v1/alerts", .atLeast(.viewer), .alerts, of: .fusion),
        RoutePolicy(.post, "/v1/alerts/{id}/ack", .atLeast(.operator), .incident, of: .fusion),
        RoutePolicy(.post, "/v1/alerts/{id}/resolve", .atLeast(.operator), .incident, of: .fusion),
        RoutePolicy(.post, "/v1/alerts/{id}/shelve", .atLeast(.operator), .incident, of: .fusion),
        RoutePolicy(.post, "/v1/alerts/{id}/unshelve", .atLeast(.operator), .incident, of: .fusion),
        RoutePolicy(.post, "/v1/alerts/{id}/out-of-service", .atLeast(.admin), .incident, of: .fusion),
        RoutePolicy(.post, "/v1/alerts/{id}/return-to-service", .atLeast(.admin), .incident, of: .fusion),
        RoutePolicy(.post, "/v1/alerts/webhook", .atLeast(.operator), .general, of: .fusion),
        RoutePolicy(.get, "/v1/alarms", .atLeast(.viewer), .general, of: .fusion),
    ]

    private static let work = [
        RoutePolicy(.post, "/v1/jobs", .atLeast(.tenant), .work),
        RoutePolicy(.get, "/v1/jobs", .atLeast(.tenant), .work),
        RoutePolicy(.get, "/v1/jobs/{id}", .atLeast(.tenant), .work),
        RoutePolicy(.post, "/v1/jobs/{id}/cancel", .atLeast(.tenant), .work),
        RoutePolicy(.post, "/v1/leads/enrich", .atLeast(.tenant), .work),
        RoutePolicy(.post, "/v1/leads/{id}/outcome", .atLeast(.tenant), .work),
    ]

    private static let keys = [
        RoutePolicy(.get, "/v1/keys", .adminKey, .ops),
        RoutePolicy(.post, "/v1/keys", .adminKey, .ops),
        RoutePolicy(.post, "/v1/keys/{id}/rotate", .adminKey, .ops),
        RoutePolicy(.post, "/v1/keys/{id}/pause", .adminKey, .ops),
        RoutePolicy(.post, "/v1/keys/{id}/resume", .adminKey, .ops),
        RoutePolicy(.post, "/v1/keys/{id}/revoke", .adminKey, .ops),
    ]

    /// The policy of a route by its method's name and its pattern; nil for one that is not in the table.
    public static func policy(method: String, pattern: String) -> RoutePolicy? {
        byRoute["\(method) \(pattern)"]
    }

    /// The methods that a pattern takes, for `Allow`; empty for an unknown one.
    public static func methods(of pattern: String) -> [RouteMethod] {
        all.filter { $0.pattern == pattern }.map(\.method)
    }

    /// The pattern that a concrete path (without query) belongs to, whatever the method; nil where none does. Never
    /// ambiguous: no two patterns of the table match the same path.
    public static func pattern(matching path: String) -> String? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return splitPatterns.first { matches($0.parts, parts) }?.pattern
    }

    /// The endpoints that customers call, as a regular expression for rules and panes; a test holds it against the table.
    public static let customerEndpoints = "/v1/jobs.*|/v1/leads/.*"

    private static let byRoute = Dictionary(
        all.map { ("\($0.method.rawValue) \($0.pattern)", $0) }, uniquingKeysWith: { first, _ in first })

    private static let splitPatterns = all.map {
        (pattern: $0.pattern, parts: $0.pattern.split(separator: "/", omittingEmptySubsequences: false))
    }

    private static func matches(_ pattern: [Substring], _ path: [Substring]) -> Bool {
        pattern.count == path.count
            && zip(pattern, path).allSatisfy { $0.hasPrefix("{") ? !$1.isEmpty : $0 == $1 }
    }
}
