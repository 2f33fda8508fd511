extension TemplateExecution {
    // MARK: Fields

    /// A variable, a field, or the fields of something.
    mutating func fields(
        _ operand: TemplateOperand, _ dot: TemplateValue, _ given: Given = Given()
    ) throws(TemplateError) -> TemplateValue {
        place = .operand(operand)
        var (receiver, names): (TemplateValue, [String])
        switch operand.kind {
        case .field(let chain): (receiver, names) = (dot, chain)
        case .variable(let chain):
            guard let name = chain.first, let known = variables.last(where: { $0.name == name }) else {
                throw error("undefined variable: \(chain.first ?? "")")
            }
            (receiver, names) = (known.value, Array(chain.dropFirst()))
            guard !names.isEmpty || given.isEmpty else {
                throw error("can't give argument to non-function \(operand.source)")
            }
        case .chain(let inner, let chain):
            if case .null = inner.kind { throw error("indirection through explicit nil in \(operand.source)") }
            (receiver, names) = (try argument(inner, .any, dot), chain)
        default: return .invalid
        }
        var type = receiver.typeName
        for (index, name) in names.enumerated() {
            let isBoxed = receiver.boxes(name)
            receiver = try field(name, of: receiver, type, dot, index == names.count - 1 ? given : Given())
            type = isBoxed ? "interface {}" : receiver.typeName
        }
        return receiver
    }

    mutating func field(
        _ name: String, of receiver: TemplateValue, _ type: String, _ dot: TemplateValue, _ given: Given
    ) throws(TemplateError) -> TemplateValue {
        if case .invalid = receiver { return .invalid }
        if case .null = receiver { throw error("nil pointer evaluating interface {}.\(name)") }
        if let found = receiver.entry(name) {
            guard given.isEmpty else { throw error("\(name) is not a method but has arguments") }
            return found
        }
        if let found = receiver.member(name) {
            guard given.isEmpty else { throw error("\(name) has arguments but cannot be invoked as function") }
            return found
        }
        if let parameter = receiver.parameter(of: name) {
            guard given.count == 1 else {
                throw error("wrong number of args for \(name): want 1 got \(given.count)")
            }
            let value: TemplateValue
            if let piped = given.piped {
                value = try checked(piped, parameter)
            } else {
                value = try argument(given.operands[0], parameter, dot)
            }
            return receiver.method(name, with: value)
        }
        if let found = receiver.method(name) {
            guard given.isEmpty else { throw error("wrong number of args for \(name): want 0 got \(given.count)") }
            return found
        }
        throw error("can't evaluate field \(name) in type \(type)")
    }

    /// What a command gives to its first operand.
    struct Given {
        var operands: [TemplateOperand] = []
        var piped: TemplateValue?

        var count: Int { operands.count + (piped == nil ? 0 : 1) }
        var isEmpty: Bool { count == 0 }
    }
}
