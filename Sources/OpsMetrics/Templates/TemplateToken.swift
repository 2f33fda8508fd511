/// A piece of a template's text as the lexer cuts it.
struct TemplateToken: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case error, end
        case text, leftDelimiter, rightDelimiter, comment
        case space, assign, declare, pipe, leftParenthesis, rightParenthesis, character
        case string, rawString, characterConstant, number, complex, bool
        case dot, field, identifier, variable
        case keyword
    }

    let kind: Kind
    /// The text itself; an error's message.
    let text: String
    /// Offset in bytes from the start of the template.
    let position: Int
    /// The line where it begins, from 1.
    let line: Int

    func isKeyword(_ word: String) -> Bool { kind == .keyword && text == word }

    /// As Go's parser names it in its errors.
    var described: String {
        switch kind {
        case .end: return "EOF"
        case .error: return text
        case .keyword, .dot: return "<\(text)>"
        default:
            let scalars = text.unicodeScalars
            guard text.utf8.count > 10 else { return GoQuote.quoted(text) }
            return GoQuote.quoted(String(String.UnicodeScalarView(scalars.prefix(10)))) + "..."
        }
    }
}
