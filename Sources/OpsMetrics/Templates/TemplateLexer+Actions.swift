extension TemplateLexer {
    // MARK: Action

    /// Everything up to the end of an action.
    mutating func action() throws(Stop) {
        while true {
            if let (trims, length) = rightDelimiter(at: place) {
                guard parentheses == 0 else { return try fail("unclosed left paren") }
                advance(to: place + length - 2)
                ignore()
                advance(to: place + 2)
                emit(.rightDelimiter)
                if trims { skipBlanks() }
                ignore()
                return
            }
            guard place < bytes.count else { return try fail("unclosed action") }
            try token(bytes[place])
        }
    }

    mutating func token(_ byte: UInt8) throws(Stop) {
        switch byte {
        case let blank where Self.isBlank(blank): space()
        case UInt8(ascii: "="): single(.assign)
        case UInt8(ascii: "|"): single(.pipe)
        case UInt8(ascii: ":"):
            guard starts(":=", at: place) else {
                advance(to: place + 1)
                return try fail("expected :=")
            }
            advance(to: place + 2)
            emit(.declare)
        case UInt8(ascii: "\""): try quoted(byte, .string, "unterminated quoted string")
        case UInt8(ascii: "'"): try quoted(byte, .characterConstant, "unterminated character constant")
        case UInt8(ascii: "`"): try raw()
        case UInt8(ascii: "$"): try fieldOrVariable(.variable)
        case UInt8(ascii: "("):
            parentheses += 1
            single(.leftParenthesis)
        case UInt8(ascii: ")"):
            parentheses -= 1
            if parentheses < 0 {
                advance(to: place + 1)
                return try fail("unexpected right paren")
            }
            single(.rightParenthesis)
        case UInt8(ascii: "."):
            // At the very end Go takes a point for a number.
            let next = place + 1 < bytes.count ? bytes[place + 1] : UInt8(ascii: "0")
            if MetricName.isDigit(next) { try number() } else { try fieldOrVariable(.field) }
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
        default: try word(byte)
        }
    }

    mutating func single(_ kind: TemplateToken.Kind) {
        advance(to: place + 1)
        emit(kind)
    }

    mutating func space() {
        var count = 0
        while place < bytes.count, Self.isBlank(bytes[place]) {
            advance(to: place + 1)
            count += 1
        }
        // The last blank may belong to a trimming delimiter.
        if place > 0, isRightTrim(at: place - 1) {
            place -= 1
            if bytes[place] == 0x0A { line -= 1 }
            if count == 1 { return }
        }
        emit(.space)
    }

    mutating func quoted(_ quote: UInt8, _ kind: TemplateToken.Kind, _ message: String) throws(Stop) {
        var next = place + 1
        while next < bytes.count, bytes[next] != quote {
            if bytes[next] == UInt8(ascii: "\\") { next += 1 }
            guard next < bytes.count, bytes[next] != 0x0A else { return try fail(message) }
            next += 1
        }
        guard next < bytes.count else { return try fail(message) }
        advance(to: next + 1)
        emit(kind)
    }

    mutating func raw() throws(Stop) {
        guard let close = bytes[(place + 1)...].firstIndex(of: UInt8(ascii: "`")) else {
            return try fail("unterminated raw quoted string")
        }
        advance(to: close + 1)
        emit(.rawString)
    }

}
