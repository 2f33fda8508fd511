/// The functions templates may call.
enum TemplateFunction: String, Sendable, Hashable {
    case printf, humanize, humanize1024, humanizeDuration, humanizePercentage, humanizeTimestamp
    case title, toUpper, toLower

    /// A value that is no number where one is needed is shown as it is, rather than losing the annotation.
    func apply(_ arguments: [TemplateValue]) -> TemplateValue {
        guard let argument = arguments.last else { return .text("") }
        switch self {
        case .printf: return .text(Self.printf(arguments))
        case .title: return .text(argument.shown.prefix(1).uppercased() + argument.shown.dropFirst())
        case .toUpper: return .text(argument.shown.uppercased())
        case .toLower: return .text(argument.shown.lowercased())
        case .humanize, .humanize1024, .humanizeDuration, .humanizePercentage, .humanizeTimestamp:
            return .text(argument.number.map(humanized) ?? argument.shown)
        }
    }

    private func humanized(_ value: Double) -> String {
        switch self {
        case .humanize1024: Humanized.binary(value)
        case .humanizeDuration: Humanized.duration(value)
        case .humanizePercentage: Humanized.percentage(value)
        case .humanizeTimestamp: Humanized.timestamp(value)
        default: Humanized.metric(value)
        }
    }

    /// `%s %v %q %f %e %g %d` with flags, width and precision of at most two digits; the rest is shown as written.
    private static func printf(_ arguments: [TemplateValue]) -> String {
        var left = arguments.dropFirst()
        var rest = Substring(arguments.first?.shown ?? "")
        var text = ""
        while let percent = rest.firstIndex(of: "%") {
            text += rest[..<percent]
            rest = rest[rest.index(after: percent)...]
            let flags = rest.prefix { "+-# 0123456789.".contains($0) }
            rest = rest.dropFirst(flags.count)
            guard let verb = rest.popFirst() else { return text + "%!(NOVERB)" }
            if verb == "%" {
                text += "%"
            } else if let value = left.popFirst() {
                text += conversion(String(flags), verb, value)
            } else {
                text += "%!\(verb)(MISSING)"
            }
        }
        return text + rest
    }

    private static func conversion(_ flags: String, _ verb: Character, _ value: TemplateValue) -> String {
        let numbers = flags.split(whereSeparator: { !$0.isNumber })
        guard numbers.allSatisfy({ $0.count <= 2 }) else { return "%!\(verb)(BADWIDTH)" }
        switch (verb, value) {
        case ("f", .number(let number)), ("e", .number(let number)), ("g", .number(let number)):
            if verb == "g" && !flags.contains(".") { return GoFormat.shortest(number) }
            return GoFormat.format("%\(flags)\(verb)", number)
        case ("s", .text(let text)), ("v", .text(let text)): return padded(text, flags)
        case ("v", .number): return padded(value.shown, flags)
        case ("q", .text(let text)): return "\"\(Exposition.escapeValue(text))\""
        default: return "%!\(verb)(\(value.shown))"
        }
    }

    private static func padded(_ text: String, _ flags: String) -> String {
        let width = Int(flags.drop { !$0.isNumber }.prefix { $0.isNumber }) ?? 0
        let padding = String(repeating: " ", count: max(width - text.count, 0))
        return flags.hasPrefix("-") ? text + padding : padding + text
    }
}
