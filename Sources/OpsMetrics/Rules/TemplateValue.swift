/// A value inside a template.
enum TemplateValue: Sendable, Hashable {
    case number(Double)
    case text(String)

    /// As Go prints it.
    var shown: String {
        switch self {
        case .number(let value): GoFormat.shortest(value)
        case .text(let text): text
        }
    }

    /// As a number, where it is one or reads as one.
    var number: Double? {
        switch self {
        case .number(let value): value
        case .text(let text): MetricsText.number(text)
        }
    }
}
