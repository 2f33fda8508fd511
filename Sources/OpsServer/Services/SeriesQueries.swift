import OpsCore
import OpsMetrics

/// Prometheus' read API over the embedded series.
struct SeriesQueries: MetricQueries {
    let engine: QueryEngine
    let clock: any OpsClock

    func instant(_ expression: String, at milliseconds: Int64?) async throws -> String {
        let time = milliseconds ?? clock.wall.milliseconds
        return try answer(at: time) { try engine.instant(try PromQL.parse(expression), at: time) }
    }

    func range(_ expression: String, start: Int64, end: Int64, step: Int64) async throws -> String {
        try answer(at: end) { try engine.range(try PromQL.parse(expression), start: start, end: end, step: step) }
    }

    private func answer(at time: Int64, _ query: () throws -> QueryValue) throws -> String {
        do {
            return QueryJSON.data(try query(), at: time)
        } catch {
            throw Refusal(.validationFailed, SafeText.clean("\(error)", limit: 400))
        }
    }
}
