extension TemplateParser {
    // MARK: Tokens

    func token(_ index: Int) -> TemplateToken {
        index < tokens.count
            ? tokens[index]
            : tokens.last ?? TemplateToken(kind: .end, text: "", position: 0, line: 1)
    }

    var peek: TemplateToken {
        mutating get {
            farthest = max(farthest, place)
            return token(place)
        }
    }

    var peekNonSpace: TemplateToken {
        mutating get {
            skipSpaces()
            return peek
        }
    }

    mutating func skipSpaces() {
        while token(place).kind == .space { place += 1 }
    }

    mutating func next() -> TemplateToken {
        let token = peek
        place += 1
        return token
    }

    mutating func nextNonSpace() -> TemplateToken {
        skipSpaces()
        return next()
    }

    mutating func expect(
        _ kind: TemplateToken.Kind, _ context: String, line: Int? = nil
    ) throws(TemplateError) {
        let token = nextNonSpace()
        guard token.kind == kind else { throw unexpected(token, context, line: line) }
    }

    func unexpected(_ token: TemplateToken, _ context: String, line: Int? = nil) -> TemplateError {
        guard token.kind == .error else { return error("unexpected \(token.described) in \(context)") }
        let began = line ?? actionLine
        guard began != 0, began != token.line else { return error(token.text) }
        let extra = "started at \(name):\(began)"
        return error(token.text + (token.text.hasSuffix(" action") ? " " : " in action ") + extra)
    }

    func error(_ message: String) -> TemplateError {
        TemplateError(message: "template: \(name):\(token(farthest).line): \(message)")
    }
}
