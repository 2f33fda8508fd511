extension TemplateExecution {
    // MARK: Cost

    mutating func step() throws(TemplateError) {
        stepsLeft -= 1
        guard stepsLeft > 0 else { throw error("the template takes more than \(limits.steps) steps") }
        guard .now < deadline else { throw error("the template takes too long") }
    }

    mutating func deeper() throws(TemplateError) {
        depth += 1
        guard depth <= limits.depth else { throw error("exceeded maximum template depth (\(limits.depth))") }
    }

    mutating func write(_ text: String) throws(TemplateError) {
        guard output.utf8.count + text.utf8.count <= limits.bytes else {
            throw error("the text is longer than \(limits.bytes) bytes")
        }
        output += text
    }

    // MARK: Errors

    func error(_ message: String) -> TemplateError {
        guard let place else { return TemplateError(message: "template: \(template.name): \(message)") }
        let (position, source) =
            switch place {
            case .operand(let operand): (operand.position, operand.source)
            case .command(let command): (command.operands.first?.position ?? 0, command.source)
            case .pipe(let pipe): (pipe.position, pipe.source)
            case .call(let name, let argument, let position):
                (position, "{{template \(GoQuote.quoted(name))" + (argument.map { " \($0.source)" } ?? "") + "}}")
            }
        let at = "\(template.location(of: position)): executing \(GoQuote.quoted(running)) at <\(source)>"
        return TemplateError(message: "template: \(at): \(message)")
    }

    /// Lets go of the variables that came after so many.
    mutating func forget(after known: Int) {
        variables.removeLast(max(variables.count - known, 0))
    }
}
