import OpsCore
import OpsMetrics

/// One expression behind a pane, as text and ready parsed.
struct PaneQuery: Sendable {
    let text: String
    let expression: Expression

    init(_ text: String) throws {
        self.text = text
        expression = try PromQL.parse(text)
    }
}

/// The expressions behind the panes: PromQL over the embedded series or over an existing Prometheus.
struct PaneQueries: Sendable {
    /// Only what customers call counts: requests of the operations side itself are not their traffic.
    static let customers = "endpoint=~\"\(RouteTable.customerEndpoints)\""

    let requestRate: PaneQuery
    let errorRatio: PaneQuery
    let p95: PaneQuery
    let tenantRate: PaneQuery
    let tenantErrors: PaneQuery

    /// In the order in which they are asked.
    var all: [PaneQuery] { [requestRate, errorRatio, p95, tenantRate, tenantErrors] }

    /// Expressions over a rate window such as `1m`.
    init(window: String) throws {
        let all = "sum(rate(http_requests_total{\(Self.customers)}[\(window)]))"
        let failed = "sum(rate(http_requests_total{status=~\"5..\",\(Self.customers)}[\(window)]))"
        let buckets = "sum by (le) (rate(http_request_duration_seconds_bucket{\(Self.customers)}[\(window)]))"
        requestRate = try PaneQuery(all)
        errorRatio = try PaneQuery("(\(failed) or vector(0)) / \(all)")
        p95 = try PaneQuery("histogram_quantile(0.95, \(buckets)) * 1000")
        tenantRate = try PaneQuery("sum by (tenant) (rate(tenant_requests_total[\(window)]))")
        // A tenant that never failed has no error series; its ratio is 0 all the same, where it has traffic.
        let tenantAll = "sum by (tenant) (rate(tenant_requests_total[\(window)]))"
        let tenantFailed = "sum by (tenant) (rate(tenant_requests_total{outcome=\"error\"}[\(window)]))"
        tenantErrors = try PaneQuery("(\(tenantFailed) or \(tenantAll) * 0) / \(tenantAll)")
    }
}
