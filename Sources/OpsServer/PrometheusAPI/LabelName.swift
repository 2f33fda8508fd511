/// The label of `/api/v1/label/{name}/values`, which may be escaped as Prometheus 3 escapes names that are not
/// `[a-zA-Z_][a-zA-Z0-9_]*`: `U__`, `__` for an underscore, and `_2e_` for the character with that code.
enum LabelName {
    /// The name meant.
    ///
    /// - Throws: `bad_data` where there is none.
    static func read(_ text: String) throws(PrometheusFault) -> String {
        guard !text.isEmpty, text.utf8.count <= 1_024 else { throw PrometheusFault(.badData, "invalid label name") }
        return unescaped(text)
    }

    /// What is no proper escape stays as it is.
    static func unescaped(_ text: String) -> String {
        guard text.hasPrefix("U__") else { return text }
        var name = String.UnicodeScalarView()
        var rest = text.unicodeScalars.dropFirst(3)
        while let next = rest.popFirst() {
            guard next == "_" else {
                name.append(next)
                continue
            }
            let code = rest.prefix { $0 != "_" }
            rest = rest.dropFirst(code.count)
            guard rest.popFirst() == "_", code.count <= 6 else { return text }
            if code.isEmpty {
                name.append("_")
            } else if let scalar = UInt32(String(String.UnicodeScalarView(code)), radix: 16).flatMap(
                Unicode.Scalar.init)
            {
                name.append(scalar)
            } else {
                return text
            }
        }
        return String(name)
    }
}
