/// Where in a file a rule stands, as promtool says it.
struct RulePlace {
    let group: String
    let number: Int
    var name = ""

    func named(_ name: String) -> RulePlace { RulePlace(group: group, number: number, name: name) }

    var text: String { "group \(GoQuote.quoted(group)), rule \(number), \(GoQuote.quoted(name))" }
}

extension RuleFileError {
    /// The same fault with what it belongs to before it.
    func inside(_ place: String) -> RuleFileError {
        RuleFileError(file: file, line: line, column: column, message: "\(place): \(message)")
    }
}
