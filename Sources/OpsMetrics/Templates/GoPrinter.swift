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

    var flags = Flags()
    private(set) var text = ""

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

    /// The numbers of `args` in the order of their names: 0, 1, 10, 2.
    static func argumentOrder(_ count: Int) -> [Int] {
        (0..<count).sorted { "\($0)" < "\($1)" }
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

    private mutating func pointer(_ value: TemplateValue, _ verb: Unicode.Scalar) {
        switch value {
        case .sample, .samples, .labels, .arguments, .time, .duration: pad("0xc000010000")
        default: bad(value, verb)
        }
    }

    mutating func printed(_ value: TemplateValue, _ verb: Unicode.Scalar, depth: Int) {
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
        case .arguments(let values): map(values, verb, depth)
        case .samples(let samples): list(samples, verb, depth)
        case .sample(let sample): structure(sample, verb, depth)
        case .root(let root): structure(root, verb, depth)
        }
    }

    /// Types with a method `String` are printed by it for the verbs of texts.
    private mutating func method(_ shown: String, _ verb: Unicode.Scalar, _ value: TemplateValue) {
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

extension GoPrinter {
    // MARK: Structures

    private mutating func map(_ labels: TemplateLabels, _ verb: Unicode.Scalar, _ depth: Int) {
        text += flags.sharpValue ? "map[string]string{" : "map["
        for (index, pair) in labels.pairs.enumerated() {
            if index > 0 { text += flags.sharpValue ? ", " : " " }
            printed(.string(pair.name), verb, depth: depth + 1)
            text += ":"
            printed(.string(pair.value), verb, depth: depth + 1)
        }
        text += flags.sharpValue ? "}" : "]"
    }

    private mutating func map(_ values: [TemplateValue], _ verb: Unicode.Scalar, _ depth: Int) {
        text += flags.sharpValue ? "map[string]interface {}{" : "map["
        for (place, index) in Self.argumentOrder(values.count).enumerated() {
            if place > 0 { text += flags.sharpValue ? ", " : " " }
            printed(.string("arg\(index)"), verb, depth: depth + 1)
            text += ":"
            printed(values[index], verb, depth: depth + 1)
        }
        text += flags.sharpValue ? "}" : "]"
    }

    /// A list of pointers: Go prints addresses, which mean nothing.
    private mutating func list(_ samples: [TemplateSample], _ verb: Unicode.Scalar, _ depth: Int) {
        text += flags.sharpValue ? "template.queryResult{" : "["
        for index in samples.indices {
            if index > 0 { text += flags.sharpValue ? ", " : " " }
            guard "vbodxX".unicodeScalars.contains(verb) else {
                bad(.sample(samples[index]), verb)
                continue
            }
            text += "0xc" + String(0x10000 + index * 16, radix: 16)
        }
        text += flags.sharpValue ? "}" : "]"
    }

    private mutating func structure(_ sample: TemplateSample, _ verb: Unicode.Scalar, _ depth: Int) {
        guard depth == 0 else { return write("0xc000010000") }
        let fields: [(String, TemplateValue)] = [("Labels", .labels(sample.labels)), ("Value", .float(sample.value))]
        text += "&" + (flags.sharpValue ? "template.sample" : "")
        structure(fields, verb, depth)
    }

    private mutating func structure(_ root: TemplateRoot, _ verb: Unicode.Scalar, _ depth: Int) {
        if flags.sharpValue { text += TemplateValue.root(root).typeName }
        structure(
            [
                ("Labels", .labels(root.labels)), ("ExternalLabels", .labels(root.externalLabels)),
                ("ExternalURL", .string(root.externalURL)), ("Value", .float(root.value)),
            ], verb, depth)
    }

    private mutating func structure(_ fields: [(String, TemplateValue)], _ verb: Unicode.Scalar, _ depth: Int) {
        text += "{"
        for (index, (name, value)) in fields.enumerated() {
            if index > 0 { text += flags.sharpValue ? ", " : " " }
            if flags.plusValue || flags.sharpValue { text += name + ":" }
            printed(value, verb, depth: depth + 1)
        }
        text += "}"
    }

    // MARK: Texts

    private mutating func string(_ whole: String, _ verb: Unicode.Scalar, bad value: TemplateValue) {
        let kept = flags.precision.map { String(String.UnicodeScalarView(whole.unicodeScalars.prefix($0))) } ?? whole
        switch verb {
        case "v" where flags.sharpValue: pad(GoQuote.quoted(kept))
        case "v", "s": pad(kept)
        case "q":
            let isRaw = flags.sharp && GoQuote.canBackquote(kept)
            pad(isRaw ? "`\(kept)`" : GoQuote.quoted(kept, asciiOnly: flags.plus))
        case "x", "X": hexadecimal(whole, isUpper: verb == "X")
        default: bad(value, verb)
        }
    }

    private mutating func hexadecimal(_ text: String, isUpper: Bool) {
        let bytes = Array(text.utf8).prefix(flags.precision ?? .max)
        let prefix = flags.sharp ? (isUpper ? "0X" : "0x") : ""
        let digits = bytes.map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: isUpper)
        }
        guard !digits.isEmpty else { return pad("") }
        pad(flags.space ? digits.map { prefix + $0 }.joined(separator: " ") : prefix + digits.joined())
    }
}
