/// One expansion of a template: its variables, its output and what it may still cost.
struct TemplateExecution {
    /// What one expansion may cost.
    struct Limits: Sendable {
        /// Bytes of the output, and of every text on the way.
        var bytes = 65_536
        /// Statements and commands.
        var steps = 100_000
        /// Statements, pipelines and templates inside each other.
        var depth = 300
        /// Calls of `query`.
        var queries = 100
    }

    /// What the statement in hand is, for errors.
    enum Place {
        case operand(TemplateOperand)
        case command(TemplateCommand)
        case pipe(TemplatePipe)
        case call(name: String, argument: TemplatePipe?, position: Int)
    }

    /// Why statements end early.
    enum Flow {
        case onward
        case breakLoop
        case continueLoop
    }

    let template: Template
    let context: TemplateContext
    let limits: Limits
    var output = ""
    var queriesLeft: Int
    private var place: Place?
    private var running: String
    private var variables: [(name: String, value: TemplateValue)] = []
    private var stepsLeft: Int
    private var depth = 0

    init(_ template: Template, _ context: TemplateContext, limits: Limits = Limits()) {
        self.template = template
        self.context = context
        self.limits = limits
        running = template.name
        stepsLeft = limits.steps
        queriesLeft = limits.queries
    }

    /// The whole text.
    mutating func run() throws(TemplateError) -> String {
        let root = TemplateValue.root(context.root)
        variables = [("$", root)]
        _ = try walk(template.definitions[template.name] ?? [], root)
        return output
    }

    // MARK: Statements

    private mutating func walk(_ nodes: [TemplateNode], _ dot: TemplateValue) throws(TemplateError) -> Flow {
        for node in nodes {
            let flow = try walk(node, dot)
            if flow != .onward { return flow }
        }
        return .onward
    }

    private mutating func walk(_ node: TemplateNode, _ dot: TemplateValue) throws(TemplateError) -> Flow {
        try step()
        switch node {
        case .text(let text): try write(text)
        case .action(let pipe):
            let value = try evaluate(pipe, dot)
            if pipe.variables.isEmpty { try write(GoPrinter.shown(value)) }
        case .condition(let branch): return try choose(branch, dot, changesDot: false)
        case .with(let branch): return try choose(branch, dot, changesDot: true)
        case .range(let branch): return try loop(branch, dot)
        case .template(let name, let argument, let position):
            place = .call(name: name, argument: argument, position: position)
            try call(name, argument, dot)
        case .breakLoop: return .breakLoop
        case .continueLoop: return .continueLoop
        }
        return .onward
    }

    private mutating func choose(
        _ branch: TemplateBranch, _ dot: TemplateValue, changesDot: Bool
    ) throws(TemplateError) -> Flow {
        let known = variables.count
        defer { variables.removeLast(variables.count - known) }
        try deeper()
        defer { depth -= 1 }
        let value = try evaluate(branch.pipe, dot)
        if value.isTrue { return try walk(branch.body, changesDot ? value : dot) }
        return try walk(branch.otherwise, dot)
    }

    private mutating func loop(_ branch: TemplateBranch, _ dot: TemplateValue) throws(TemplateError) -> Flow {
        let known = variables.count
        defer { variables.removeLast(variables.count - known) }
        try deeper()
        defer { depth -= 1 }
        let value = try evaluate(branch.pipe, dot)
        let inner = variables.count
        var isEmpty = true
        for index in 0..<(try count(of: value)) {
            isEmpty = false
            let (key, element) = Self.element(index, of: value)
            try step()
            try assign(branch.pipe, key, element)
            let flow = try walk(branch.body, element)
            variables.removeLast(variables.count - inner)
            if flow == .breakLoop { break }
        }
        return isEmpty ? try walk(branch.otherwise, dot) : .onward
    }

    private func count(of value: TemplateValue) throws(TemplateError) -> Int {
        switch value {
        case .samples(let samples): samples.count
        case .labels(let labels): labels.pairs.count
        case .arguments(let values): values.count
        case .int(let count): Int(clamping: max(count, 0))
        case .byte(let count): Int(count)
        case .invalid, .null: 0
        default: throw error("range can't iterate over \(GoPrinter.print([value]))")
        }
    }

    private static func element(_ index: Int, of value: TemplateValue) -> (TemplateValue, TemplateValue) {
        switch value {
        case .samples(let samples): return (.int(Int64(index)), .sample(samples[index]))
        case .labels(let labels): return (.string(labels.pairs[index].name), .string(labels.pairs[index].value))
        case .arguments(let values):
            // `arg10` comes before `arg2`: maps are walked in the order of their keys.
            let key = GoPrinter.argumentOrder(values.count)[index]
            return (.string("arg\(key)"), values[key])
        default: return (.int(Int64(index)), .int(Int64(index)))
        }
    }

    /// Gives a loop's variables the next element: with one variable the element, with two the key first.
    private mutating func assign(
        _ pipe: TemplatePipe, _ key: TemplateValue, _ element: TemplateValue
    ) throws(TemplateError) {
        let values = pipe.variables.count > 1 ? [key, element] : [element]
        let top = variables.count
        for (offset, name) in pipe.variables.enumerated() where offset < values.count {
            if pipe.isAssignment {
                try set(name, to: values[offset])
            } else {
                variables[top - pipe.variables.count + offset].value = values[offset]
            }
        }
    }

    private mutating func call(
        _ name: String, _ argument: TemplatePipe?, _ dot: TemplateValue
    ) throws(TemplateError) {
        guard let body = template.definitions[name] else {
            throw error("template \(GoQuote.quoted(name)) not defined")
        }
        try deeper()
        defer { depth -= 1 }
        let given = try argument.map { pipe throws(TemplateError) in try evaluate(pipe, dot) } ?? .invalid
        // A template inherits no variables.
        let outer = (variables, running, place)
        (variables, running) = ([("$", given)], name)
        _ = try walk(body, given)
        (variables, running, place) = outer
    }

    // MARK: Cost

    private mutating func step() throws(TemplateError) {
        stepsLeft -= 1
        guard stepsLeft > 0 else { throw error("the template takes more than \(limits.steps) steps") }
    }

    private mutating func deeper() throws(TemplateError) {
        depth += 1
        guard depth <= limits.depth else { throw error("exceeded maximum template depth (\(limits.depth))") }
    }

    private mutating func write(_ text: String) throws(TemplateError) {
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
}

extension TemplateExecution {
    // MARK: Pipelines

    private mutating func evaluate(
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

    private mutating func set(_ name: String, to value: TemplateValue) throws(TemplateError) {
        guard let index = variables.lastIndex(where: { $0.name == name }) else {
            throw error("undefined variable: \(name)")
        }
        variables[index].value = value
    }

    private mutating func evaluate(
        _ command: TemplateCommand, _ dot: TemplateValue, piped: TemplateValue?
    ) throws(TemplateError) -> TemplateValue {
        try step()
        guard let first = command.operands.first else { return .invalid }
        let arguments = Array(command.operands.dropFirst())
        switch first.kind {
        case .field, .variable, .chain:
            return try fields(first, dot, isCalled: !arguments.isEmpty || piped != nil, first)
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

    private func refuseArguments(
        _ operand: TemplateOperand, _ arguments: [TemplateOperand], _ piped: TemplateValue?
    ) throws(TemplateError) {
        guard arguments.isEmpty, piped == nil else {
            throw error("can't give argument to non-function \(operand.source)")
        }
    }

    private func constant(_ operand: TemplateOperand, _ dot: TemplateValue) throws(TemplateError) -> TemplateValue {
        switch operand.kind {
        case .dot: return dot
        case .bool(let value): return .bool(value)
        case .string(_, let text): return .string(text)
        case .number(let number): return try constant(number)
        default: return .invalid
        }
    }

    private func constant(_ number: TemplateNumber) throws(TemplateError) -> TemplateValue {
        if number.complex != nil { throw error("complex numbers are not supported: \(number.text)") }
        let text = number.text
        let isHexInteger = text.hasPrefix("0x") || text.hasPrefix("0X")
        let isFloat = !text.hasPrefix("'") && text.contains { ".eEpP".contains($0) }
        let isHexFloat = isHexInteger && text.contains { $0 == "p" || $0 == "P" }
        if let float = number.float, isFloat, !isHexInteger || isHexFloat { return .float(float) }
        if let integer = number.integer { return .int(integer) }
        throw error("\(text) overflows int")
    }

    // MARK: Fields

    /// A variable, a field, or the fields of something.
    private mutating func fields(
        _ operand: TemplateOperand, _ dot: TemplateValue, isCalled: Bool, _ first: TemplateOperand
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
            guard !names.isEmpty || !isCalled else {
                throw error("can't give argument to non-function \(first.source)")
            }
        case .chain(let inner, let chain):
            if case .null = inner.kind { throw error("indirection through explicit nil in \(operand.source)") }
            (receiver, names) = (try argument(inner, .any, dot), chain)
        default: return .invalid
        }
        for (index, name) in names.enumerated() {
            receiver = try field(name, of: receiver, isCalled: isCalled && index == names.count - 1)
        }
        return receiver
    }

    private func field(
        _ name: String, of receiver: TemplateValue, isCalled: Bool
    ) throws(TemplateError) -> TemplateValue {
        if case .invalid = receiver { return .invalid }
        if case .null = receiver { throw error("nil pointer evaluating interface {}.\(name)") }
        if let found = receiver.entry(name) {
            guard !isCalled else { throw error("\(name) is not a method but has arguments") }
            return found
        }
        if let found = receiver.member(name) {
            guard !isCalled else { throw error("\(name) has arguments but cannot be invoked as function") }
            return found
        }
        if let found = receiver.method(name) {
            guard !isCalled else { throw error("wrong number of args for \(name): want 0 got 1") }
            return found
        }
        throw error("can't evaluate field \(name) in type \(receiver.typeName)")
    }
}

extension TemplateExecution {
    // MARK: Calls

    private mutating func call(
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

    private mutating func shortCircuit(
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
    private mutating func argument(
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
            let value = try fields(operand, dot, isCalled: false, operand)
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

    private func checked(
        _ value: TemplateValue, _ type: TemplateFunction.Parameter
    ) throws(TemplateError) -> TemplateValue {
        switch (type, value) {
        case (.any, _), (.string, .string), (.sample, .sample), (.samples, .samples): return value
        case (.string, .invalid), (.string, .null): throw error("invalid value; expected string")
        case (_, .invalid), (_, .null): return .invalid
        default: throw error("wrong type for value; expected \(type.name); got \(value.typeName)")
        }
    }
}
