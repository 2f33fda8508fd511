/// Values as Go's package fmt prints them.
struct GoPrinter {
    /// What stands between `%` and the verb.
    struct Flags {
        var plus = false
        var minus = false
        var sharp = false
        var space = false
        var zero = false
        /// `%+v` and `%#v`, which mean something else than the flags alone.
        var plusValue = false
        var sharpValue = false
        var width: Int?
        var precision: Int?
    }

    /// Bytes after which the rest of a structure is left out; templates refuse longer texts anyway.
    static let lengthLimit = 131_072

    var flags = Flags()
    var text = ""

    /// What a template writes for a value.
    static func shown(_ value: TemplateValue) -> String {
        switch value {
        case .string(let text), .html(let text): return text
        case .invalid, .null: return "<no value>"
        case .sample:
            // The structure itself; alone `fmt` would print `&` before it.
            return String(print([value]).dropFirst())
        default: return print([value])
        }
    }

    /// `print`: a blank between two operands that are both no text.
    static func print(_ values: [TemplateValue]) -> String {
        var printer = GoPrinter()
        var previousIsText = false
        for (index, value) in values.enumerated() {
            let isText = value.text != nil
            if index > 0, !isText, !previousIsText { printer.text += " " }
            printer.argument(value, "v")
            previousIsText = isText
        }
        return printer.text
    }

    /// `println`: blanks between all, and a line feed.
    static func printLine(_ values: [TemplateValue]) -> String {
        values.map { print([$0]) }.joined(separator: " ") + "\n"
    }

    // MARK: Values

    mutating func argument(_ value: TemplateValue, _ verb: Unicode.Scalar) {
        switch (value, verb) {
        case (.invalid, "T"), (.invalid, "v"), (.null, "T"), (.null, "v"): pad("<nil>")
        case (_, "w"): bad(value, verb)
        case (_, "T"): string(value.typeName, "s", bad: value)
        case (_, "p"): pointer(value, verb)
        default: printed(value, verb, depth: 0)
        }
    }

    mutating func pointer(_ value: TemplateValue, _ verb: Unicode.Scalar) {
        switch value {
        case .sample, .samples, .labels, .arguments, .time, .duration: pad("0xc000010000")
        default: bad(value, verb)
        }
    }

    mutating func printed(_ value: TemplateValue, _ verb: Unicode.Scalar, depth: Int) {
        guard text.utf8.count <= Self.lengthLimit else { return }
        switch value {
        case .invalid, .null: depth > 0 ? (text += "<nil>") : bad(value, verb)
        case .bool(let flag): verb == "t" || verb == "v" ? pad(flag ? "true" : "false") : bad(value, verb)
        case .int(let number): integer(number.magnitude, isNegative: number < 0, verb, bad: value)
        case .byte(let number): integer(UInt64(number), isNegative: false, verb, bad: value)
        case .float(let number): float(number, verb, bad: value)
        case .string(let text), .html(let text): string(text, verb, bad: value)
        case .time(let time): method(GoTime.text(time), verb, value)
        case .duration(let duration): method(GoTime.text(duration: duration), verb, value)
        case .labels(let labels): map(labels, verb, depth)
        case .arguments(let arguments): map(arguments, verb, depth)
        case .samples(let samples): list(samples, verb, depth)
        case .sample(let sample): structure(sample, verb, depth)
        case .root(let root): structure(root, verb, depth)
        }
    }

    /// Types with a method `String` are printed by it for the verbs of texts.
    mutating func method(_ shown: String, _ verb: Unicode.Scalar, _ value: TemplateValue) {
        if "vsxXq".unicodeScalars.contains(verb) { string(shown, verb, bad: value) } else { bad(value, verb) }
    }

    /// `%!verb(type=value)`.
    mutating func bad(_ value: TemplateValue, _ verb: Unicode.Scalar) {
        text += "%!\(verb)("
        switch value {
        case .invalid, .null: text += "<nil>"
        default:
            text += value.typeName + "="
            let kept = flags
            printed(value, "v", depth: 0)
            flags = kept
        }
        text += ")"
    }

    mutating func write(_ literal: some StringProtocol) { text += literal }

    /// Blanks or zeros up to the width.
    mutating func pad(_ literal: String) {
        let missing = (flags.width ?? 0) - literal.unicodeScalars.count
        guard missing > 0 else { return text += literal }
        let padding = String(repeating: flags.zero && !flags.minus ? "0" : " ", count: missing)
        text += flags.minus ? literal + padding : padding + literal
    }
}
