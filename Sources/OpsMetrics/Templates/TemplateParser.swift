/// Reads a template's tokens into statements, with the errors of Go's text/template.
struct TemplateParser {
    /// Actions and parentheses may lie so deep in each other.
    static let depthLimit = 64

    let tokens: [TemplateToken]
    let functions: Set<String>
    let name: String
    var place = 0
    var farthest = 0
    var variables = ["$"]
    var rangeDepth = 0
    var actionLine = 0
    var depth = 0
    var definitions: [String: [TemplateNode]] = [:]

    /// What ended a list of statements.
    enum Ending {
        case end
        case otherwise
    }

    enum Statement {
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

    init(tokens: [TemplateToken], functions: Set<String>, name: String) {
        self.tokens = tokens
        self.functions = functions
        self.name = name
    }

    mutating func root() throws(TemplateError) -> [TemplateNode] {
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

    mutating func definition() throws(TemplateError) {
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
    mutating func ownTemplate(_ context: String) throws(TemplateError) -> [TemplateNode] {
        let outer = (variables, rangeDepth, actionLine)
        // After an error too: statements around this one count on their variables.
        defer { (variables, rangeDepth, actionLine) = outer }
        (variables, rangeDepth, actionLine) = (["$"], 0, 0)
        let (body, ending) = try list()
        guard ending == .end else { throw error("unexpected {{else}} in \(context)") }
        return body
    }

    mutating func define(_ name: String, _ body: [TemplateNode]) throws(TemplateError) {
        if let known = definitions[name], !Self.isEmpty(known) {
            guard Self.isEmpty(body) else {
                throw error("template: multiple definition of template \(GoQuote.quoted(name))")
            }
            return
        }
        definitions[name] = body
    }

    static func isEmpty(_ body: [TemplateNode]) -> Bool {
        body.allSatisfy { node in
            if case .text(let text) = node {
                text.utf8.allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
            } else {
                false
            }
        }
    }

}
