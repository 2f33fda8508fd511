/// Cuts a template into tokens by the rules of Go's text/template.
///
/// The last token is `.end` or `.error`.
struct TemplateLexer {
    static let keywords: Set<String> = [
        "block", "break", "continue", "define", "else", "end", "if", "nil", "range", "template", "with",
    ]

    let bytes: [UInt8]
    var place = 0
    var start = 0
    var line = 1
    var startLine = 1
    var parentheses = 0
    var tokens: [TemplateToken] = []

    /// The tokens of a text.
    static func tokens(of text: String) -> [TemplateToken] {
        var lexer = TemplateLexer(bytes: Array(text.utf8))
        lexer.run()
        return lexer.tokens
    }

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    enum Stop: Error { case now }

    mutating func run() {
        do {
            while true {
                try text()
                try action()
            }
        } catch {}
    }

    // MARK: Text

    /// Up to the next action; comments on the way are passed over.
    mutating func text() throws(Stop) {
        while try textAndComment() {}
    }

    /// Whether what followed the text was a comment.
    mutating func textAndComment() throws(Stop) -> Bool {
        guard let open = find("{{", from: place) else {
            advance(to: bytes.count)
            if place > start { emit(.text) }
            emit(.end)
            throw .now
        }
        let trims = isTrimMark(open + 2)
        var end = open
        if trims { while end > start, Self.isBlank(bytes[end - 1]) { end -= 1 } }
        advance(to: end)
        if place > start { emit(.text) }
        advance(to: open)
        ignore()
        advance(to: open + 2)
        let isComment = starts("/*", at: place + (trims ? 2 : 0))
        if isComment {
            advance(to: place + (trims ? 2 : 0))
            ignore()
            try comment()
            return true
        }
        emit(.leftDelimiter)
        advance(to: place + (trims ? 2 : 0))
        ignore()
        parentheses = 0
        return false
    }

    mutating func comment() throws(Stop) {
        guard let close = find("*/", from: place) else { return try fail("unclosed comment") }
        advance(to: close + 2)
        guard let (trims, length) = rightDelimiter(at: place) else {
            return try fail("comment ends before closing delimiter")
        }
        advance(to: place + length)
        if trims { skipBlanks() }
        ignore()
    }

}
