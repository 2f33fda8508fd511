extension GoPrinter {
    // MARK: Structures

    mutating func map(_ labels: TemplateLabels, _ verb: Unicode.Scalar, _ depth: Int) {
        text += flags.sharpValue ? "map[string]string{" : "map["
        for (index, pair) in labels.pairs.enumerated() {
            if index > 0 { text += flags.sharpValue ? ", " : " " }
            printed(.string(pair.name), verb, depth: depth + 1)
            text += ":"
            printed(.string(pair.value), verb, depth: depth + 1)
        }
        text += flags.sharpValue ? "}" : "]"
    }

    mutating func map(_ arguments: TemplateArguments, _ verb: Unicode.Scalar, _ depth: Int) {
        text += flags.sharpValue ? "map[string]interface {}{" : "map["
        for (place, index) in arguments.order.enumerated() {
            if place > 0 { text += flags.sharpValue ? ", " : " " }
            printed(.string("arg\(index)"), verb, depth: depth + 1)
            text += ":"
            printed(arguments.values[index], verb, depth: depth + 1)
        }
        text += flags.sharpValue ? "}" : "]"
    }

    /// A list of pointers: Go prints addresses, which mean nothing.
    mutating func list(_ samples: [TemplateSample], _ verb: Unicode.Scalar, _ depth: Int) {
        text += flags.sharpValue ? "template.queryResult{" : "["
        for index in samples.indices {
            if index > 0 { text += flags.sharpValue ? ", " : " " }
            guard "vbodxX".unicodeScalars.contains(verb) else {
                bad(.sample(samples[index]), verb)
                continue
            }
            text += "0xc0000" + String(0x10000 + (index & 0xFFF) * 16, radix: 16)
        }
        text += flags.sharpValue ? "}" : "]"
    }

    mutating func structure(_ sample: TemplateSample, _ verb: Unicode.Scalar, _ depth: Int) {
        guard depth == 0 else { return write("0xc000010000") }
        let fields: [(String, TemplateValue)] = [("Labels", .labels(sample.labels)), ("Value", .float(sample.value))]
        text += "&" + (flags.sharpValue ? "template.sample" : "")
        structure(fields, verb, depth)
    }

    mutating func structure(_ root: TemplateRoot, _ verb: Unicode.Scalar, _ depth: Int) {
        if flags.sharpValue { text += TemplateValue.root(root).typeName }
        structure(
            [
                ("Labels", .labels(root.labels)), ("ExternalLabels", .labels(root.externalLabels)),
                ("ExternalURL", .string(root.externalURL)), ("Value", .float(root.value)),
            ], verb, depth)
    }

    mutating func structure(_ fields: [(String, TemplateValue)], _ verb: Unicode.Scalar, _ depth: Int) {
        text += "{"
        for (index, (name, value)) in fields.enumerated() {
            if index > 0 { text += flags.sharpValue ? ", " : " " }
            if flags.plusValue || flags.sharpValue { text += name + ":" }
            printed(value, verb, depth: depth + 1)
        }
        text += "}"
    }

    // MARK: Texts

    mutating func string(_ whole: String, _ verb: Unicode.Scalar, bad value: TemplateValue) {
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

    mutating func hexadecimal(_ text: String, isUpper: Bool) {
        let bytes = Array(text.utf8).prefix(flags.precision ?? .max)
        let prefix = flags.sharp ? (isUpper ? "0X" : "0x") : ""
        let digits = bytes.map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: isUpper)
        }
        guard !digits.isEmpty else { return pad("") }
        pad(flags.space ? digits.map { prefix + $0 }.joined(separator: " ") : prefix + digits.joined())
    }
}
