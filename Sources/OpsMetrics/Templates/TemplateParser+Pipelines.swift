extension TemplateParser {
    // MARK: Pipelines

    mutating func pipeline(
        _ context: String, until end: TemplateToken.Kind
    ) throws(TemplateError) -> TemplatePipe {
        var pipe = TemplatePipe(position: peekNonSpace.position)
        try declarations(context, &pipe)
        while true {
            let token = nextNonSpace()
            if token.kind == end { return try checked(pipe, context) }
            switch token.kind {
            case .bool, .characterConstant, .complex, .dot, .field, .identifier, .number, .rawString, .string,
                .variable,
                .leftParenthesis:
                break
            case .keyword where token.text == "nil": break
            default: throw unexpected(token, context)
            }
            place -= 1
            pipe.commands.append(try command())
        }
    }

    /// `$x :=`, `$x =` and, in a range, `$i, $e :=`.
    mutating func declarations(_ context: String, _ pipe: inout TemplatePipe) throws(TemplateError) {
        while peekNonSpace.kind == .variable {
            let before = place
            let variable = nextNonSpace()
            let token = peekNonSpace
            if token.kind == .assign || token.kind == .declare {
                pipe.isAssignment = token.kind == .assign
                _ = nextNonSpace()
                declare(variable, &pipe)
                return
            }
            guard token.kind == .character, token.text == "," else {
                place = before
                return
            }
            _ = nextNonSpace()
            declare(variable, &pipe)
            guard context == "range", pipe.variables.count < 2 else {
                throw error("too many declarations in \(context)")
            }
            switch peekNonSpace.kind {
            case .variable, .rightDelimiter, .rightParenthesis: continue
            default: throw error("range can only initialize variables")
            }
        }
    }

    mutating func declare(_ variable: TemplateToken, _ pipe: inout TemplatePipe) {
        pipe.variables.append(variable.text)
        variables.append(variable.text)
    }

    func checked(_ pipe: TemplatePipe, _ context: String) throws(TemplateError) -> TemplatePipe {
        guard !pipe.commands.isEmpty else { throw error("missing value for \(context)") }
        for (index, command) in pipe.commands.enumerated().dropFirst() {
            switch command.operands.first?.kind {
            case .bool, .dot, .null, .number, .string:
                throw error("non executable command in pipeline stage \(index + 1)")
            default: continue
            }
        }
        return pipe
    }

    mutating func command() throws(TemplateError) -> TemplateCommand {
        var operands: [TemplateOperand] = []
        while true {
            skipSpaces()
            if let operand = try operand() { operands.append(operand) }
            let token = next()
            switch token.kind {
            case .space: continue
            case .rightDelimiter, .rightParenthesis: place -= 1
            case .pipe: break
            default: throw unexpected(token, "operand")
            }
            guard !operands.isEmpty else { throw error("empty command") }
            return TemplateCommand(operands: operands)
        }
    }

    mutating func operand() throws(TemplateError) -> TemplateOperand? {
        guard let term = try term() else { return nil }
        guard peek.kind == .field else { return term }
        let position = peek.position
        var names: [String] = []
        while peek.kind == .field { names.append(String(next().text.dropFirst())) }
        switch term.kind {
        case .field(let first): return TemplateOperand(kind: .field(first + names), position: position)
        case .variable(let first): return TemplateOperand(kind: .variable(first + names), position: position)
        case .bool, .string, .number, .null, .dot:
            throw error("unexpected . after term \(GoQuote.quoted(term.source))")
        case .function, .chain, .pipe: return TemplateOperand(kind: .chain(term, names), position: position)
        }
    }

    mutating func term() throws(TemplateError) -> TemplateOperand? {
        let token = nextNonSpace()
        guard let kind = try term(of: token) else {
            place -= 1
            return nil
        }
        return TemplateOperand(kind: kind, position: token.position)
    }

    /// What a token is as an operand; nil puts it back.
    mutating func term(of token: TemplateToken) throws(TemplateError) -> TemplateOperand.Kind? {
        switch token.kind {
        case .identifier:
            guard functions.contains(token.text) else {
                throw error("function \(GoQuote.quoted(token.text)) not defined")
            }
            return .function(token.text)
        case .dot: return .dot
        case .keyword where token.text == "nil": return .null
        case .variable:
            guard variables.contains(token.text) else {
                throw error("undefined variable \(GoQuote.quoted(token.text))")
            }
            return .variable([token.text])
        case .field: return .field([String(token.text.dropFirst())])
        case .bool: return .bool(token.text == "true")
        case .characterConstant, .complex, .number:
            do { return .number(try TemplateNumber(token)) } catch { throw self.error(error.message) }
        case .leftParenthesis:
            try deeper()
            defer { depth -= 1 }
            return .pipe(try pipeline("parenthesized pipeline", until: .rightParenthesis))
        case .string, .rawString: return .string(quoted: token.text, text: try unquoted(token))
        default: return nil
        }
    }

    mutating func deeper() throws(TemplateError) {
        depth += 1
        guard depth <= Self.depthLimit else {
            throw error("actions and parentheses lie more than \(Self.depthLimit) deep in each other")
        }
    }
}
