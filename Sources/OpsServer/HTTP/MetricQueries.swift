import OpsCore

/// Prometheus' read API over the embedded series: what `/api/v1/query` and `/api/v1/query_range` ask.
///
/// Both answer with the `data` member of Prometheus' response as JSON text. An expression that cannot be read or
/// evaluated throws ``Refusal`` with `VALIDATION_FAILED`.
public protocol MetricQueries: Sendable {
    /// The value of `expression` at `milliseconds` since the epoch; now where nil.
    func instant(_ expression: String, at milliseconds: Int64?) async throws -> String
    /// The values of `expression` from `start` through `end`, `step` apart; all in milliseconds.
    func range(_ expression: String, start: Int64, end: Int64, step: Int64) async throws -> String
}
