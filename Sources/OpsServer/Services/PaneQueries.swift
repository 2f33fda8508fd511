import OpsCore
import OpsMetrics

/// The expressions behind the panes: PromQL over the embedded series, ready parsed.
struct PaneQueries: Sendable {
    /// Only what customers call counts: requests of the operations side itself are not their traffic.
    static let customers = "endpoint=~\"\(RouteTable.customerEndpoints)\""

    let requestRate: Expression
    let errorRatio: Expression
    let p95: Expression
    let tenantRate: Expression
    let tenantErrors: Expression

    /// Expressions over a rate window such as `1m`.
    init(window: String) throws {
        let all = "sum(rate(http_requests_total{\(Self.customers)}[\(window)]))"
        let failed = "sum(rate(http_requests_total{status=~\"5..\",\(Self.customers)}[\(window)]))"
        let buckets = "sum by (le) (rate(http_request_duration_seconds_bucket{\(Self.customers)}[\(window)]))"
        requestRate = try PromQL.parse(all)
        errorRatio = try PromQL.parse("(\(failed) or vector(0)) / \(all)")
        p95 = try PromQL.parse("histogram_quantile(0.95, \(buckets)) * 1000")
        tenantRate = try PromQL.parse("sum by (tenant) (rate(tenant_requests_total[\(window)]))")
        // A tenant that never failed has no error series; its ratio is 0 all the same, where it has traffic.
        let tenantAll = "sum by (tenant) (rate(tenant_requests_total[\(window)]))"
        let tenantFailed = "sum by (tenant) (rate(tenant_requests_total{outcome=\"error\"}[\(window)]))"
        tenantErrors = try PromQL.parse("(\(tenantFailed) or \(tenantAll) * 0) / \(tenantAll)")
    }
}

extension QueryEngine {
    /// The one finite number that `expression` has now; nil where it has none.
    func number(_ expression: Expression, at milliseconds: Int64) -> Double? {
        guard let value = try? instant(expression, at: milliseconds) else { return nil }
        switch value {
        case .scalar(let number): return number.isFinite ? number : nil
        case .vector(let samples): return samples.first.flatMap { $0.value.isFinite ? $0.value : nil }
        default: return nil
        }
    }

    /// The finite numbers of `expression` by the value of one label.
    func numbers(_ expression: Expression, by label: String, at milliseconds: Int64) -> [String: Double] {
        guard case .vector(let samples)? = try? instant(expression, at: milliseconds) else { return [:] }
        var result: [String: Double] = [:]
        for sample in samples where sample.value.isFinite {
            if let name = sample.labels[label] { result[name] = sample.value }
        }
        return result
    }
}
