extension TemplateParser {
    // MARK: Statements

    mutating func list() throws(TemplateError) -> ([TemplateNode], Ending) {
        var nodes: [TemplateNode] = []
        while peekNonSpace.kind != .end {
            switch try textOrAction() {
            case .ending(let ending): return (nodes, ending)
            case .node(let node): nodes.append(node)
            }
        }
        throw error("unexpected EOF")
    }

    mutating func textOrAction() throws(TemplateError) -> Statement {
        let token = nextNonSpace()
        switch token.kind {
        case .text: return .node(.text(token.text))
        case .leftDelimiter:
            actionLine = token.line
            defer { actionLine = 0 }
            return try action()
        default: throw unexpected(token, "input")
        }
    }

    mutating func action() throws(TemplateError) -> Statement {
        let token = nextNonSpace()
        guard token.kind == .keyword, token.text != "nil", token.text != "define" else {
            place -= 1
            return .node(.action(try pipeline("command", until: .rightDelimiter)))
        }
        switch token.text {
        case "if": return .node(.condition(try branch("if")))
        case "with": return .node(.with(try branch("with")))
        case "range": return .node(.range(try branch("range")))
        case "else": return try otherwise()
        case "end":
            try expect(.rightDelimiter, "end")
            return .ending(.end)
        case "template": return .node(try templateCall())
        case "block": return .node(try block())
        default: return .node(try leap(token.text))
        }
    }

    mutating func leap(_ word: String) throws(TemplateError) -> TemplateNode {
        let token = nextNonSpace()
        guard token.kind == .rightDelimiter else { throw unexpected(token, "{{\(word)}}") }
        guard rangeDepth > 0 else { throw error("{{\(word)}} outside {{range}}") }
        return word == "break" ? .breakLoop : .continueLoop
    }

    mutating func otherwise() throws(TemplateError) -> Statement {
        let token = peekNonSpace
        // `{{else if` is read as `{{else}}{{if` by the statement that it belongs to.
        if token.isKeyword("if") || token.isKeyword("with") { return .ending(.otherwise) }
        try expect(.rightDelimiter, "else")
        return .ending(.otherwise)
    }

    mutating func branch(_ word: String) throws(TemplateError) -> TemplateBranch {
        let known = variables.count
        defer { variables.removeLast(max(variables.count - known, 0)) }
        try deeper()
        defer { depth -= 1 }
        let pipe = try pipeline(word, until: .rightDelimiter)
        if word == "range" { rangeDepth += 1 }
        let (body, ending) = try list()
        if word == "range" { rangeDepth -= 1 }
        guard ending == .otherwise else { return TemplateBranch(pipe: pipe, body: body, otherwise: []) }
        if word == "if", peek.isKeyword("if") {
            _ = next()
            return TemplateBranch(pipe: pipe, body: body, otherwise: [.condition(try branch("if"))])
        }
        if word == "with", peek.isKeyword("with") {
            _ = next()
            return TemplateBranch(pipe: pipe, body: body, otherwise: [.with(try branch("with"))])
        }
        let (rest, last) = try list()
        guard last == .end else { throw error("expected end; found {{else}}") }
        return TemplateBranch(pipe: pipe, body: body, otherwise: rest)
    }

    mutating func templateCall() throws(TemplateError) -> TemplateNode {
        let token = nextNonSpace()
        let called = try templateName(token, "template clause")
        if nextNonSpace().kind == .rightDelimiter {
            return .template(name: called, argument: nil, position: token.position)
        }
        place -= 1
        let pipe = try pipeline("template clause", until: .rightDelimiter)
        return .template(name: called, argument: pipe, position: token.position)
    }

    mutating func block() throws(TemplateError) -> TemplateNode {
        let token = nextNonSpace()
        let called = try templateName(token, "block clause")
        let pipe = try pipeline("block clause", until: .rightDelimiter)
        try deeper()
        defer { depth -= 1 }
        let body = try ownTemplate("block clause")
        try define(called, body)
        return .template(name: called, argument: pipe, position: token.position)
    }

    mutating func templateName(_ token: TemplateToken, _ context: String) throws(TemplateError) -> String {
        guard token.kind == .string || token.kind == .rawString else { throw unexpected(token, context) }
        return try unquoted(token)
    }

    func unquoted(_ token: TemplateToken) throws(TemplateError) -> String {
        guard let text = GoQuote.unquoted(token.text) else { throw error("invalid syntax") }
        return text
    }
}
