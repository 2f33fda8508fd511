/// The two text formats that Prometheus scrapes.
public enum ExpositionFormat: String, Sendable, Hashable, CaseIterable {
    /// Prometheus' text format, version 0.0.4.
    case prometheusText
    /// OpenMetrics, version 1.0.0.
    case openMetrics

    /// The header `Content-Type` of a text in this format.
    public var contentType: String {
        switch self {
        case .prometheusText: "text/plain; version=0.0.4; charset=utf-8"
        case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
        }
    }

    /// The format that a header `Content-Type` names: OpenMetrics where it says so, else the older one.
    public init(contentType: String?) {
        let media = contentType?.prefix { $0 != ";" }.lowercased() ?? ""
        self = media.contains("application/openmetrics-text") ? .openMetrics : .prometheusText
    }
}
