/// Reads a template's tokens into statements, with the errors of Go's text/template.
struct TemplateParser {
    /// Actions and parentheses may lie so deep in each other.
    static let depthLimit = 64

    private let tokens: [TemplateToken]
    private let functions: Set<String>
    private let name: String
    private var place = 0
    private var farthest = 0
    private var variables = ["$"]
    private var rangeDepth = 0
    private var actionLine = 0
    private var depth = 0
    private var definitions: [String: [TemplateNode]] = [:]

    /// What ended a list of statements.
    private enum Ending {
        case end
        case otherwise
    }

    private enum Statement {
        case node(TemplateNode)
        case ending(Ending)
    }

    /// Reads a text.
    ///
    /// - Parameters:
    ///   - text: The template.
    ///   - name: Its name, for errors.
    ///   - functions: The functions it may call.
    /// - Returns: The statements by the name of the template they belong to, the text's own under `name`.
    static func parse(
        _ text: String, name: String, functions: Set<String>
    ) throws(TemplateError) -> [String: [TemplateNode]] {
        var parser = TemplateParser(tokens: TemplateLexer.tokens(of: text), functions: functions, name: name)
        let root = try parser.root()
        try parser.define(name, root)
        return parser.definitions
    }

    private init(tokens: [TemplateToken], functions: Set<String>, name: String) {
        self.tokens = tokens
        self.functions = functions
        self.name = name
    }

    private mutating func root() throws(TemplateError) -> [TemplateNode] {
        var nodes: [TemplateNode] = []
        while peek.kind != .end {
            if peek.kind == .leftDelimiter {
                let before = place
                _ = next()
                if nextNonSpace().isKeyword("define") {
                    try definition()
                    continue
                }
                place = before
            }
            switch try textOrAction() {
            case .ending(let ending): throw error("unexpected \(ending == .end ? "{{end}}" : "{{else}}")")
            case .node(let node): nodes.append(node)
            }
        }
        return nodes
    }

    private mutating func definition() throws(TemplateError) {
        let token = nextNonSpace()
        guard token.kind == .string || token.kind == .rawString else {
            throw unexpected(token, "define clause", line: 0)
        }
        let defined = try unquoted(token)
        try expect(.rightDelimiter, "define clause", line: 0)
        let body = try ownTemplate("define clause")
        try define(defined, body)
    }

    /// The body of `define` and `block`, which knows no variable but `$`.
    private mutating func ownTemplate(_ context: String) throws(TemplateError) -> [TemplateNode] {
        let outer = (variables, rangeDepth, actionLine)
        (variables, rangeDepth, actionLine) = (["$"], 0, 0)
        let (body, ending) = try list()
        guard ending == .end else { throw error("unexpected {{else}} in \(context)") }
        (variables, rangeDepth, actionLine) = outer
        return body
    }

    private mutating func define(_ name: String, _ body: [TemplateNode]) throws(TemplateError) {
        if let known = definitions[name], !Self.isEmpty(known) {
            guard Self.isEmpty(body) else {
                throw error("template: multiple definition of template \(GoQuote.quoted(name))")
            }
            return
        }
        definitions[name] = body
    }

    private static func isEmpty(_ body: [TemplateNode]) -> Bool {
        body.allSatisfy { node in
            if case .text(let text) = node {
                text.utf8.allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
            } else {
                false
            }
        }
    }

    // MARK: Statements

    private mutating func list() throws(TemplateError) -> ([TemplateNode], Ending) {
        var nodes: [TemplateNode] = []
        while peekNonSpace.kind != .end {
            switch try textOrAction() {
            case .ending(let ending): return (nodes, ending)
            case .node(let node): nodes.append(node)
            }
        }
        throw error("unexpected EOF")
    }

    private mutating func textOrAction() throws(TemplateError) -> Statement {
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

    private mutating func action() throws(TemplateError) -> Statement {
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

    private mutating func leap(_ word: String) throws(TemplateError) -> TemplateNode {
        let token = nextNonSpace()
        guard token.kind == .rightDelimiter else { throw unexpected(token, "{{\(word)}}") }
        guard rangeDepth > 0 else { throw error("{{\(word)}} outside {{range}}") }
        return word == "break" ? .breakLoop : .continueLoop
    }

    private mutating func otherwise() throws(TemplateError) -> Statement {
        let token = peekNonSpace
        // `{{else if` is read as `{{else}}{{if` by the statement that it belongs to.
        if token.isKeyword("if") || token.isKeyword("with") { return .ending(.otherwise) }
        try expect(.rightDelimiter, "else")
        return .ending(.otherwise)
    }

    private mutating func branch(_ word: String) throws(TemplateError) -> TemplateBranch {
        let known = variables.count
        defer { variables.removeLast(variables.count - known) }
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

    private mutating func templateCall() throws(TemplateError) -> TemplateNode {
        let token = nextNonSpace()
        let called = try templateName(token, "template clause")
        if nextNonSpace().kind == .rightDelimiter {
            return .template(name: called, argument: nil, position: token.position)
        }
        place -= 1
        let pipe = try pipeline("template clause", until: .rightDelimiter)
        return .template(name: called, argument: pipe, position: token.position)
    }

    private mutating func block() throws(TemplateError) -> TemplateNode {
        let token = nextNonSpace()
        let called = try templateName(token, "block clause")
        let pipe = try pipeline("block clause", until: .rightDelimiter)
        try deeper()
        defer { depth -= 1 }
        let body = try ownTemplate("block clause")
        try define(called, body)
        return .template(name: called, argument: pipe, position: token.position)
    }

    private mutating func templateName(_ token: TemplateToken, _ context: String) throws(TemplateError) -> String {
        guard token.kind == .string || token.kind == .rawString else { throw unexpected(token, context) }
        return try unquoted(token)
    }

    private func unquoted(_ token: TemplateToken) throws(TemplateError) -> String {
        guard let text = GoQuote.unquoted(token.text) else { throw error("invalid syntax") }
        return text
    }
}

extension TemplateParser {
    // MARK: Pipelines

    private mutating func pipeline(
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
    private mutating func declarations(_ context: String, _ pipe: inout TemplatePipe) throws(TemplateError) {
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

    private mutating func declare(_ variable: TemplateToken, _ pipe: inout TemplatePipe) {
        pipe.variables.append(variable.text)
        variables.append(variable.text)
    }

    private func checked(_ pipe: TemplatePipe, _ context: String) throws(TemplateError) -> TemplatePipe {
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

    private mutating func command() throws(TemplateError) -> TemplateCommand {
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

    private mutating func operand() throws(TemplateError) -> TemplateOperand? {
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

    private mutating func term() throws(TemplateError) -> TemplateOperand? {
        let token = nextNonSpace()
        guard let kind = try term(of: token) else {
            place -= 1
            return nil
        }
        return TemplateOperand(kind: kind, position: token.position)
    }

    /// What a token is as an operand; nil puts it back.
    private mutating func term(of token: TemplateToken) throws(TemplateError) -> TemplateOperand.Kind? {
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

    private mutating func deeper() throws(TemplateError) {
        depth += 1
        guard depth <= Self.depthLimit else {
            throw error("actions and parentheses lie more than \(Self.depthLimit) deep in each other")
        }
    }
}

extension TemplateParser {
    // MARK: Tokens

    private func token(_ index: Int) -> TemplateToken {
        index < tokens.count
            ? tokens[index]
            : tokens.last ?? TemplateToken(kind: .end, text: "", position: 0, line: 1)
    }

    private var peek: TemplateToken {
        mutating get {
            farthest = max(farthest, place)
            return token(place)
        }
    }

    private var peekNonSpace: TemplateToken {
        mutating get {
            skipSpaces()
            return peek
        }
    }

    private mutating func skipSpaces() {
        while token(place).kind == .space { place += 1 }
    }

    private mutating func next() -> TemplateToken {
        let token = peek
        place += 1
        return token
    }

    private mutating func nextNonSpace() -> TemplateToken {
        skipSpaces()
        return next()
    }

    private mutating func expect(
        _ kind: TemplateToken.Kind, _ context: String, line: Int? = nil
    ) throws(TemplateError) {
        let token = nextNonSpace()
        guard token.kind == kind else { throw unexpected(token, context, line: line) }
    }

    private func unexpected(_ token: TemplateToken, _ context: String, line: Int? = nil) -> TemplateError {
        guard token.kind == .error else { return error("unexpected \(token.described) in \(context)") }
        let began = line ?? actionLine
        guard began != 0, began != token.line else { return error(token.text) }
        let extra = "started at \(name):\(began)"
        return error(token.text + (token.text.hasSuffix(" action") ? " " : " in action ") + extra)
    }

    private func error(_ message: String) -> TemplateError {
        TemplateError(message: "template: \(name):\(token(farthest).line): \(message)")
    }
}
