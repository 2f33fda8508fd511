/// What a metric family measures.
public enum MetricKind: String, Sendable, Hashable {
    case counter
    case gauge
    case histogram
    case summary
    case untyped
}
