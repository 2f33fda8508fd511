/// The functions that templates may call: Go's own and those of Prometheus 3.
enum TemplateFunction: String, Sendable, CaseIterable {
    case and, or, not, eq, ne, lt, le, gt, ge, len, index, slice, print, printf, println, html, js, urlquery, call
    case query, first, value, label, strvalue, args, sortByLabel
    case humanize, humanize1024, humanizeDuration, humanizePercentage, humanizeTimestamp
    case toTime, toDuration, now, parseDuration
    case title, toUpper, toLower, match, reReplaceAll, stripPort, stripDomain, safeHtml, urlQueryEscape
    case graphLink, tableLink, pathPrefix, externalURL

    static let names = Set(allCases.map(\.rawValue))

    /// What an argument has to be.
    enum Parameter: Sendable {
        case any
        case string
        case sample
        case samples
        case duration

        /// The type as Go names it.
        var name: String {
            switch self {
            case .any: "interface {}"
            case .string: "string"
            case .sample: "*template.sample"
            case .samples: "template.queryResult"
            case .duration: "time.Duration"
            }
        }
    }

    /// The arguments that there have to be, and what any further ones are.
    struct Signature: Sendable {
        let fixed: [Parameter]
        var rest: Parameter?

        func type(_ index: Int) -> Parameter { index < fixed.count ? fixed[index] : rest ?? .any }
    }

    var signature: Signature {
        switch self {
        case .and, .or, .eq, .index, .slice, .call: Signature(fixed: [.any], rest: .any)
        case .not, .len, .humanize, .humanize1024, .humanizeDuration, .humanizePercentage, .humanizeTimestamp, .toTime,
            .toDuration:
            Signature(fixed: [.any])
        case .ne, .lt, .le, .gt, .ge: Signature(fixed: [.any, .any])
        case .print, .println, .html, .js, .urlquery, .args: Signature(fixed: [], rest: .any)
        case .printf: Signature(fixed: [.string], rest: .any)
        case .first: Signature(fixed: [.samples])
        case .value, .strvalue: Signature(fixed: [.sample])
        case .label: Signature(fixed: [.string, .sample])
        case .sortByLabel: Signature(fixed: [.string, .samples])
        case .match: Signature(fixed: [.string, .string])
        case .reReplaceAll: Signature(fixed: [.string, .string, .string])
        case .now, .pathPrefix, .externalURL: Signature(fixed: [])
        case .query, .parseDuration, .title, .toUpper, .toLower, .stripPort, .stripDomain, .safeHtml, .urlQueryEscape,
            .graphLink, .tableLink:
            Signature(fixed: [.string])
        }
    }
}
