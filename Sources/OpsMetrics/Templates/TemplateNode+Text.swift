extension TemplatePipe {
    /// As Go prints it in errors.
    var source: String {
        let commands = commands.map(\.source).joined(separator: " | ")
        guard !variables.isEmpty else { return commands }
        return variables.joined(separator: ", ") + (isAssignment ? " = " : " := ") + commands
    }
}

extension TemplateCommand {
    var source: String {
        operands.map { operand in
            if case .pipe(let pipe) = operand.kind { "(\(pipe.source))" } else { operand.source }
        }.joined(separator: " ")
    }
}

extension TemplateOperand {
    /// As Go prints it in errors.
    var source: String {
        switch kind {
        case .dot: "."
        case .null: "nil"
        case .bool(let value): value ? "true" : "false"
        case .number(let number): number.text
        case .string(let quoted, _): quoted
        case .function(let name): name
        case .field(let names): names.map { "." + $0 }.joined()
        case .variable(let names): names.joined(separator: ".")
        case .chain(let operand, let names):
            Self.chained(operand) + names.map { "." + $0 }.joined()
        case .pipe(let pipe): pipe.source
        }
    }

    private static func chained(_ operand: TemplateOperand) -> String {
        if case .pipe(let pipe) = operand.kind { return "(\(pipe.source))" }
        return operand.source
    }
}
