/// What a metric family measures.
public enum MetricKind: String, Sendable, Hashable {
    case counter
    case gauge
    case histogram
    case summary
    /// OpenMetrics calls it `unknown`.
    case untyped
    /// Text as labels of a constant 1 (OpenMetrics only; a gauge in the older format).
    case info
    /// One boolean a state (OpenMetrics only; a gauge in the older format).
    case stateSet = "stateset"
    /// A histogram of what is there now (OpenMetrics only).
    case gaugeHistogram = "gaugehistogram"
}
