/// Prometheus' query language, version 3.
public enum PromQL {
    /// Expressions longer than this many bytes are refused.
    public static let lengthLimit = 16_384

    /// Parses and type-checks an expression. The whole grammar of Prometheus 3 is understood, all of its functions are
    /// known; those that cannot be evaluated yet say so at evaluation, with their place.
    ///
    /// - Throws: `PromQLError` with line and column; its message begins with `parse error:`, as Prometheus' does.
    public static func parse(_ text: String) throws(PromQLError) -> Expression {
        guard text.utf8.count <= lengthLimit else {
            throw PromQLError("the expression is longer than \(lengthLimit) bytes", at: 0, in: [])
        }
        do {
            var parser = PromQLParser(try PromQLLexer.tokens(of: text), text: Array(text.utf8))
            return try parser.parseWhole()
        } catch {
            throw error.asParseError
        }
    }
}
