extension TemplateExecution {
    // MARK: Pipelines

    mutating func evaluate(
        _ pipe: TemplatePipe, _ dot: TemplateValue
    ) throws(TemplateError) -> TemplateValue {
        place = .pipe(pipe)
        try deeper()
        defer { depth -= 1 }
        var value: TemplateValue?
        for command in pipe.commands { value = try evaluate(command, dot, piped: value) }
        let result = value ?? .invalid
        for name in pipe.variables {
            if pipe.isAssignment { try set(name, to: result) } else { variables.append((name, result)) }
        }
        return result
    }

    mutating func set(_ name: String, to value: TemplateValue) throws(TemplateError) {
        guard let index = variables.lastIndex(where: { $0.name == name }) else {
            throw error("undefined variable: \(name)")
        }
        variables[index].value = value
    }

    mutating func evaluate(
        _ command: TemplateCommand, _ dot: TemplateValue, piped: TemplateValue?
    ) throws(TemplateError) -> TemplateValue {
        try step()
        guard let first = command.operands.first else { return .invalid }
        let arguments = Array(command.operands.dropFirst())
        switch first.kind {
        case .field, .variable, .chain:
            return try fields(first, dot, Given(operands: arguments, piped: piped))
        case .function(let name):
            place = .operand(first)
            return try call(name, arguments, piped, dot, .command(command))
        case .pipe(let pipe):
            try refuseArguments(first, arguments, piped)
            return try evaluate(pipe, dot)
        default: break
        }
        place = .operand(first)
        try refuseArguments(first, arguments, piped)
        if case .null = first.kind { throw error("nil is not a command") }
        return try constant(first, dot)
    }

    func refuseArguments(
        _ operand: TemplateOperand, _ arguments: [TemplateOperand], _ piped: TemplateValue?
    ) throws(TemplateError) {
        guard arguments.isEmpty, piped == nil else {
            throw error("can't give argument to non-function \(operand.source)")
        }
    }

    func constant(_ operand: TemplateOperand, _ dot: TemplateValue) throws(TemplateError) -> TemplateValue {
        switch operand.kind {
        case .dot: return dot
        case .bool(let value): return .bool(value)
        case .string(_, let text): return .string(text)
        case .number(let number): return try constant(number)
        default: return .invalid
        }
    }

    func constant(_ number: TemplateNumber) throws(TemplateError) -> TemplateValue {
        if number.complex != nil { throw error("complex numbers are not supported: \(number.text)") }
        let text = number.text
        let isHexInteger = text.hasPrefix("0x") || text.hasPrefix("0X")
        let isFloat = !text.hasPrefix("'") && text.contains { ".eEpP".contains($0) }
        let isHexFloat = isHexInteger && text.contains { $0 == "p" || $0 == "P" }
        if let float = number.float, isFloat, !isHexInteger || isHexFloat { return .float(float) }
        if let integer = number.integer { return .int(integer) }
        throw error("\(text) overflows int")
    }

}
