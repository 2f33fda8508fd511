import Foundation

extension TemplateCall {
    // MARK: Texts

    func texts(_ function: TemplateFunction) throws(TemplateError) -> TemplateValue {
        let text = text(0)
        switch function {
        case .title: return .string(GoCase.title(text))
        case .toUpper: return .string(GoCase.upper(text))
        case .toLower: return .string(GoCase.lower(text))
        case .match: return .bool(try TextSearch(text).finds(self.text(1)))
        case .reReplaceAll: return .string(try TextSearch(text).replacing(in: self.text(2), with: self.text(1)))
        case .stripPort: return .string(HostText.split(text)?.host ?? text)
        case .stripDomain: return .string(HostText.withoutDomain(text))
        case .safeHtml: return .html(text)
        case .urlQueryEscape: return .string(TextEscape.query(text))
        case .graphLink: return .string("/graph?g0.expr=\(TextEscape.query(text))&g0.tab=0")
        case .tableLink: return .string("/graph?g0.expr=\(TextEscape.query(text))&g0.tab=1")
        default: return .float(try Self.duration(text))
        }
    }

    /// Seconds; below zero too as of Prometheus 3.
    static func duration(_ text: String) throws(TemplateError) -> Double {
        if text.isEmpty { throw TemplateError(message: "empty duration string") }
        let isNegative = text.hasPrefix("-")
        let digits = isNegative ? String(text.dropFirst()) : text
        if digits == "0" { return 0 }
        guard let milliseconds = PromQLDuration.milliseconds(digits) else {
            throw TemplateError(message: "not a valid duration string: \(GoQuote.quoted(text))")
        }
        return Double(milliseconds) / (isNegative ? -1_000 : 1_000)
    }
}

extension String {
    func trimmed(of prefix: String) -> String { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self }
}
