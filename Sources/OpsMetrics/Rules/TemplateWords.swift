/// Cuts an action into commands of words; texts keep their opening quote as a mark and are unescaped.
enum TemplateWords {
    static func split(_ action: String) throws -> [[String]] {
        var commands: [[String]] = [[]]
        var rest = Substring(action)
        while let first = rest.first {
            if first.isWhitespace {
                rest.removeFirst()
            } else if first == "|" {
                rest.removeFirst()
                commands.append([])
            } else if first == "\"" || first == "`" {
                commands[commands.count - 1].append(try quoted(&rest))
            } else {
                let word = rest.prefix { !$0.isWhitespace && $0 != "|" && $0 != "\"" && $0 != "`" }
                commands[commands.count - 1].append(String(word))
                rest = rest.dropFirst(word.count)
            }
        }
        return commands
    }

    private static func quoted(_ rest: inout Substring) throws -> String {
        let quote = rest.removeFirst()
        var text = String(quote)
        while let character = rest.popFirst() {
            if character == quote { return text }
            guard character == "\\" && quote == "\"" else {
                text.append(character)
                continue
            }
            switch rest.popFirst() {
            case "n": text.append("\n")
            case "t": text.append("\t")
            case "\"": text.append("\"")
            case "\\": text.append("\\")
            default: throw TemplateError(message: "unknown escape sequence in a text")
            }
        }
        throw TemplateError(message: "unterminated quoted string")
    }
}
