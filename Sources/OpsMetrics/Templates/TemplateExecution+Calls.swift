extension TemplateExecution {
    // MARK: Calls

    mutating func call(
        _ name: String, _ operands: [TemplateOperand], _ piped: TemplateValue?, _ dot: TemplateValue, _ whole: Place
    ) throws(TemplateError) -> TemplateValue {
        guard let function = TemplateFunction(rawValue: name) else {
            throw error("\(GoQuote.quoted(name)) is not a defined function")
        }
        let signature = function.signature
        let count = operands.count + (piped == nil ? 0 : 1)
        if signature.rest != nil {
            guard count >= signature.fixed.count else {
                throw error(
                    "wrong number of args for \(name): want at least \(signature.fixed.count) got \(operands.count)")
            }
        } else if count != signature.fixed.count {
            throw error("wrong number of args for \(name): want \(signature.fixed.count) got \(count)")
        }
        if function == .and || function == .or { return try shortCircuit(function, operands, piped, dot) }
        var arguments: [TemplateValue] = []
        for (index, operand) in operands.enumerated() {
            arguments.append(try argument(operand, signature.type(index), dot))
        }
        if let piped { arguments.append(try checked(piped, signature.type(operands.count))) }
        do throws(TemplateError) {
            let result = try TemplateCall(execution: self, arguments: arguments).call(function)
            if function == .query { queriesLeft -= 1 }
            if let text = result.text, text.utf8.count > limits.bytes {
                throw TemplateError(message: "the text is longer than \(limits.bytes) bytes")
            }
            return result
        } catch {
            place = whole
            throw self.error("error calling \(name): \(error.message)")
        }
    }

    mutating func shortCircuit(
        _ function: TemplateFunction, _ operands: [TemplateOperand], _ piped: TemplateValue?, _ dot: TemplateValue
    ) throws(TemplateError) -> TemplateValue {
        var value = TemplateValue.invalid
        for operand in operands {
            value = try argument(operand, .any, dot)
            if value.isTrue == (function == .or) { return value }
        }
        return piped ?? value
    }

    /// An operand as an argument of a type.
    mutating func argument(
        _ operand: TemplateOperand, _ type: TemplateFunction.Parameter, _ dot: TemplateValue
    ) throws(TemplateError) -> TemplateValue {
        place = .operand(operand)
        try step()
        switch operand.kind {
        case .dot: return try checked(dot, type)
        case .null:
            guard type != .string else { throw error("cannot assign nil to string") }
            return type == .any ? .null : .invalid
        // In two steps, so that an error names what was evaluated last, as in Go.
        case .field, .variable, .chain:
            let value = try fields(operand, dot)
            return try checked(value, type)
        case .pipe(let pipe):
            let value = try evaluate(pipe, dot)
            return try checked(value, type)
        case .function(let name):
            let value = try call(name, [], nil, dot, .operand(operand))
            return try checked(value, type)
        case .bool, .number, .string: break
        }
        switch (type, operand.kind) {
        case (.any, _), (.string, .string): return try constant(operand, dot)
        case (.string, _): throw error("expected string; found \(operand.source)")
        default: throw error("can't handle \(operand.source) for arg of type \(type.name)")
        }
    }

    func checked(
        _ value: TemplateValue, _ type: TemplateFunction.Parameter
    ) throws(TemplateError) -> TemplateValue {
        switch (type, value) {
        case (.any, _), (.string, .string), (.sample, .sample), (.samples, .samples), (.duration, .duration):
            return value
        case (.string, .invalid), (.string, .null): throw error("invalid value; expected string")
        case (_, .invalid), (_, .null): return .invalid
        default: throw error("wrong type for value; expected \(type.name); got \(value.typeName)")
        }
    }
}
