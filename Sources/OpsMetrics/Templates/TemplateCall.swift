import Foundation

/// One call of a function with its arguments, which have the types that its signature asks for.
struct TemplateCall {
    let execution: TemplateExecution
    let arguments: [TemplateValue]

    func call(_ function: TemplateFunction) throws(TemplateError) -> TemplateValue {
        switch function {
        case .and, .or, .not, .eq, .ne, .lt, .le, .gt, .ge: return .bool(try compare(function))
        case .len: return .int(try length())
        case .index: return try index()
        case .slice: return try slice()
        case .call: throw TemplateError(message: callRefusal)
        case .print: return .string(GoPrinter.print(arguments))
        case .println: return .string(GoPrinter.printLine(arguments))
        case .printf: return .string(GoPrinter.format(text(0), Array(arguments.dropFirst()), execution.limits.bytes))
        case .html: return .string(TextEscape.html(printable))
        case .js: return .string(TextEscape.javaScript(printable))
        case .urlquery: return .string(TextEscape.query(printable))
        case .query, .first, .value, .label, .strvalue, .args, .sortByLabel: return try samples(function)
        case .humanize, .humanize1024, .humanizeDuration, .humanizePercentage, .humanizeTimestamp, .toTime, .toDuration:
            return try number(function)
        case .now: return .float(Double(execution.context.milliseconds) / 1_000)
        case .pathPrefix: return .string(URLText.path(execution.context.externalURL))
        case .externalURL: return .string(execution.context.externalURL)
        default: return try texts(function)
        }
    }

    /// What `html`, `js` and `urlquery` make safe: as a template would write it.
    var printable: String {
        arguments.count == 1
            ? GoPrinter.shown(arguments[0])
            : GoPrinter.print(arguments.map { if case .null = $0 { .string("<no value>") } else { $0 } })
    }

    func text(_ index: Int) -> String {
        index < arguments.count ? arguments[index].text ?? "" : ""
    }

    // MARK: Go's own

    func compare(_ function: TemplateFunction) throws(TemplateError) -> Bool {
        let (left, right) = (arguments.first ?? .invalid, arguments.count > 1 ? arguments[1] : .invalid)
        switch function {
        case .not: return !left.isTrue
        case .eq: return try TemplateComparison.equal(arguments)
        case .ne: return !(try TemplateComparison.equal(arguments))
        case .lt: return try TemplateComparison.less(left, right)
        case .le: return try TemplateComparison.lessOrEqual(left, right)
        // As Go has it: what is not less or equal is greater, NaN too.
        case .gt: return !(try TemplateComparison.lessOrEqual(left, right))
        default: return !(try TemplateComparison.less(left, right))
        }
    }

    var callRefusal: String {
        switch arguments.first ?? .invalid {
        case .invalid, .null: "call of nil"
        case let value: "non-function of type \(value.typeName)"
        }
    }

}
