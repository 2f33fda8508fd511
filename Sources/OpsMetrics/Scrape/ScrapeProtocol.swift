/// A form of text that a scrape can ask for, by Prometheus' names in `scrape_protocols`.
public enum ScrapeProtocol: String, Sendable, Hashable, CaseIterable {
    case openMetrics1 = "OpenMetricsText1.0.0"
    case openMetrics0 = "OpenMetricsText0.0.1"
    case prometheusText1 = "PrometheusText1.0.0"
    case prometheusText0 = "PrometheusText0.0.4"

    /// Prometheus' default, without the forms that are not read here.
    static let usual: [ScrapeProtocol] = [.openMetrics1, .openMetrics0, .prometheusText1, .prometheusText0]

    /// How the text is read.
    public var format: ExpositionFormat {
        switch self {
        case .openMetrics1, .openMetrics0: .openMetrics
        case .prometheusText1, .prometheusText0: .prometheusText
        }
    }

    private var media: String {
        switch self {
        case .openMetrics1: "application/openmetrics-text;version=1.0.0"
        case .openMetrics0: "application/openmetrics-text;version=0.0.1"
        case .prometheusText1: "text/plain;version=1.0.0"
        case .prometheusText0: "text/plain;version=0.0.4"
        }
    }

    /// The header `Accept` that asks for these, the first best.
    static func accept(_ protocols: [ScrapeProtocol]) -> String {
        var weight = protocols.count + 1
        var ranges: [String] = []
        for form in protocols {
            ranges.append("\(form.media);q=0.\(weight)")
            weight -= 1
        }
        return (ranges + ["*/*;q=0.\(weight)"]).joined(separator: ",")
    }

    /// How to read an answer with this header `Content-Type`. As in Prometheus 3 an answer that does not say what it is
    /// is read only where the configuration says how.
    static func format(of contentType: String?, fallback: ScrapeProtocol?) -> ExpositionFormat? {
        let media = (contentType ?? "").prefix { $0 != ";" }.lowercased().filter { $0 != " " && $0 != "\t" }
        switch media {
        case "text/plain": return .prometheusText
        case "application/openmetrics-text": return .openMetrics
        default: return fallback?.format
        }
    }
}
