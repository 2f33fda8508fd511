extension TemplateNumber {
    /// A number, a character or a complex number as a template writes it.
    init(_ token: TemplateToken) throws(TemplateError) {
        switch token.kind {
        case .characterConstant: try self.init(character: token.text)
        case .complex: try self.init(complexText: token.text)
        default: try self.init(plain: token.text)
        }
    }

    private init(plain text: String) throws(TemplateError) {
        if text.hasSuffix("i"), let part = try? GoNumber.float(String(text.dropLast())) {
            self.init(text: text, integer: nil, unsigned: nil, float: part == 0 ? 0 : nil, complex: [0, part])
            return
        }
        let whole = GoNumber.integer(text)
        var unsigned = GoNumber.unsigned(text)
        if whole == 0 { unsigned = 0 }
        if whole != nil || unsigned != nil {
            let float = whole.map { Double($0) } ?? unsigned.map { Double($0) }
            self.init(text: text, integer: whole, unsigned: unsigned, float: float, complex: nil)
            return
        }
        guard let value = try? GoNumber.float(text) else {
            throw TemplateError(message: "illegal number syntax: \(GoQuote.quoted(text))")
        }
        guard text.contains(where: { ".eEpP".contains($0) }) else {
            throw TemplateError(message: "integer overflow: \(GoQuote.quoted(text))")
        }
        self.init(
            text: text, integer: Int64(exactly: value), unsigned: UInt64(exactly: value), float: value, complex: nil)
    }

    private init(character text: String) throws(TemplateError) {
        guard let inside = GoQuote.unquoted(text) else { throw TemplateError(message: "invalid syntax") }
        guard inside.unicodeScalars.count == 1, let scalar = inside.unicodeScalars.first else {
            throw TemplateError(
                message: inside.isEmpty ? "invalid syntax" : "malformed character constant: \(text)")
        }
        let value = scalar.value
        self.init(
            text: text, integer: Int64(value), unsigned: UInt64(value), float: Double(value), complex: nil)
    }

    private init(complexText text: String) throws(TemplateError) {
        let digits = text.dropLast()
        guard let sign = digits.lastIndex(where: { $0 == "+" || $0 == "-" }),
            let real = try? GoNumber.float(String(digits[..<sign])),
            let imaginary = try? GoNumber.float(String(digits[sign...]))
        else { throw TemplateError(message: "illegal number syntax: \(GoQuote.quoted(text))") }
        self.init(
            text: text, integer: nil, unsigned: nil, float: imaginary == 0 ? real : nil, complex: [real, imaginary])
    }
}
