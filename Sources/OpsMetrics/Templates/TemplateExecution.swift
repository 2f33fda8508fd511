/// One expansion of a template: its variables, its output and what it may still cost.
struct TemplateExecution {
    /// What one expansion may cost.
    struct Limits: Sendable {
        /// Bytes of the output, and of every text on the way.
        var bytes = 65_536
        /// Statements and commands.
        var steps = 100_000
        /// Statements, pipelines and templates inside each other.
        var depth = 100
        /// Calls of `query`.
        var queries = 100
        /// How long it may take; looked at before each step.
        var time = Duration.seconds(10)
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
    var place: Place?
    var running: String
    var variables: [(name: String, value: TemplateValue)] = []
    var stepsLeft: Int
    var depth = 0
    let deadline: ContinuousClock.Instant

    init(_ template: Template, _ context: TemplateContext, limits: Limits = Limits()) {
        self.template = template
        self.context = context
        self.limits = limits
        running = template.name
        stepsLeft = limits.steps
        queriesLeft = limits.queries
        let deadline = ContinuousClock.now + limits.time
        self.deadline = context.deadline.map { min($0, deadline) } ?? deadline
    }

    /// The whole text.
    mutating func run() throws(TemplateError) -> String {
        let root = TemplateValue.root(context.root)
        variables = [("$", root)]
        _ = try walk(template.definitions[template.name] ?? [], root)
        return output
    }

    // MARK: Statements

    mutating func walk(_ nodes: [TemplateNode], _ dot: TemplateValue) throws(TemplateError) -> Flow {
        for node in nodes {
            let flow = try walk(node, dot)
            if flow != .onward { return flow }
        }
        return .onward
    }

    mutating func walk(_ node: TemplateNode, _ dot: TemplateValue) throws(TemplateError) -> Flow {
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

    mutating func choose(
        _ branch: TemplateBranch, _ dot: TemplateValue, changesDot: Bool
    ) throws(TemplateError) -> Flow {
        let known = variables.count
        defer { forget(after: known) }
        try deeper()
        defer { depth -= 1 }
        let value = try evaluate(branch.pipe, dot)
        if value.isTrue { return try walk(branch.body, changesDot ? value : dot) }
        return try walk(branch.otherwise, dot)
    }

    mutating func loop(_ branch: TemplateBranch, _ dot: TemplateValue) throws(TemplateError) -> Flow {
        let known = variables.count
        defer { forget(after: known) }
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
            forget(after: inner)
            if flow == .breakLoop { break }
        }
        return isEmpty ? try walk(branch.otherwise, dot) : .onward
    }

    func count(of value: TemplateValue) throws(TemplateError) -> Int {
        switch value {
        case .samples(let samples): samples.count
        case .labels(let labels): labels.pairs.count
        case .arguments(let arguments): arguments.values.count
        case .int(let count): Int(clamping: max(count, 0))
        case .byte(let count): Int(count)
        case .invalid, .null: 0
        default: throw error("range can't iterate over \(GoPrinter.print([value]))")
        }
    }

    static func element(_ index: Int, of value: TemplateValue) -> (TemplateValue, TemplateValue) {
        switch value {
        case .samples(let samples): return (.int(Int64(index)), .sample(samples[index]))
        case .labels(let labels): return (.string(labels.pairs[index].name), .string(labels.pairs[index].value))
        case .arguments(let arguments):
            let key = arguments.order[index]
            return (.string("arg\(key)"), arguments.values[key])
        default: return (.int(Int64(index)), .int(Int64(index)))
        }
    }

    /// Gives a loop's variables the next element: with one variable the element, with two the key first.
    mutating func assign(
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

    mutating func call(
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
        // After an error too: statements around this one count on their variables.
        defer { (variables, running, place) = outer }
        (variables, running) = ([("$", given)], name)
        _ = try walk(body, given)
    }

}
