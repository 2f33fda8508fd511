import OpsCore
import OpsMetrics

/// What the four graphs and the tenants' rows show, by the panes' queries.
struct PaneReading: Equatable, Sendable {
    var requestRate: Double?
    var errorRatio: Double?
    /// Milliseconds.
    var p95: Double?
    var tenantRates: [String: Double] = [:]
    var tenantErrors: [String: Double] = [:]
}

/// Where the panes' queries are asked.
protocol PaneSource: Sendable {
    /// What is known at `now`; what is not known then, or no more, is missing.
    func reading(at now: WallTime) -> PaneReading
}

/// The embedded series.
struct EmbeddedPanes: PaneSource {
    let engine: QueryEngine
    let queries: PaneQueries

    func reading(at now: WallTime) -> PaneReading {
        func ask(_ query: PaneQuery) -> QueryValue? { try? engine.instant(query.expression, at: now.milliseconds) }
        return PaneReading(
            requestRate: ask(queries.requestRate)?.number, errorRatio: ask(queries.errorRatio)?.number,
            p95: ask(queries.p95)?.number, tenantRates: ask(queries.tenantRate)?.numbers(by: "tenant") ?? [:],
            tenantErrors: ask(queries.tenantErrors)?.numbers(by: "tenant") ?? [:])
    }
}

extension QueryValue {
    /// The one finite number that it is; nil where it is none.
    var number: Double? {
        switch self {
        case .scalar(let number): number.isFinite ? number : nil
        case .vector(let samples): samples.first.flatMap { $0.value.isFinite ? $0.value : nil }
        default: nil
        }
    }

    /// The finite numbers of a vector by the value of one label.
    func numbers(by label: String) -> [String: Double] {
        guard case .vector(let samples) = self else { return [:] }
        var result: [String: Double] = [:]
        for sample in samples where sample.value.isFinite {
            if let name = sample.labels[label] { result[name] = sample.value }
        }
        return result
    }
}
