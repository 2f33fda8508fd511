/// One action of a template: a value, handed from command to command.
struct TemplatePipeline: Sendable {
    enum Operand: Sendable {
        case value
        case label(String)
        case constant(TemplateValue)
    }

    enum Command: Sendable {
        case operand(Operand)
        case function(TemplateFunction, [Operand])
    }

    private let commands: [Command]

    init(_ text: String) throws {
        var commands: [Command] = []
        for words in try TemplateWords.split(text) {
            commands.append(try Self.command(words, isFirst: commands.isEmpty))
        }
        guard !commands.isEmpty else { throw TemplateError(message: "missing value for command") }
        self.commands = commands
    }

    func evaluate(_ labels: Labels, _ value: Double) -> TemplateValue {
        var piped: TemplateValue?
        for command in commands {
            switch command {
            case .operand(let operand): piped = Self.resolve(operand, labels, value)
            case .function(let function, let operands):
                let arguments = operands.map { Self.resolve($0, labels, value) } + (piped.map { [$0] } ?? [])
                piped = function.apply(arguments)
            }
        }
        return piped ?? .text("")
    }

    private static func command(_ words: [String], isFirst: Bool) throws -> Command {
        guard let first = words.first else { throw TemplateError(message: "missing value for command") }
        if let function = TemplateFunction(rawValue: first) {
            let operands = try words.dropFirst().map(operand)
            let count = operands.count + (isFirst ? 0 : 1)
            guard function == .printf ? count >= 1 : count == 1 else {
                throw TemplateError(message: "wrong number of arguments for \(first): \(count)")
            }
            return .function(function, operands)
        }
        guard isFirst else { throw TemplateError(message: "non executable command in pipeline: \(first)") }
        guard words.count == 1 else { throw TemplateError(message: "can't give argument to non-function \(first)") }
        return .operand(try operand(first))
    }

    private static func operand(_ word: String) throws -> Operand {
        if word == "$value" || word == ".Value" { return .value }
        for prefix in ["$labels.", ".Labels."] where word.hasPrefix(prefix) {
            let name = String(word.dropFirst(prefix.count))
            guard MetricName.isValidLabel(name) else { throw TemplateError(message: "bad label name in \(word)") }
            return .label(name)
        }
        if word.hasPrefix("\"") || word.hasPrefix("`") { return .constant(.text(String(word.dropFirst()))) }
        if word.first.map({ $0.isNumber || $0 == "-" }) ?? false, let number = MetricsText.number(word) {
            return .constant(.number(number))
        }
        throw TemplateError(
            message: "\"\(word)\" is not understood; expected $value, $labels.name, a text, a number or a function")
    }

    private static func resolve(_ operand: Operand, _ labels: Labels, _ value: Double) -> TemplateValue {
        switch operand {
        case .value: .number(value)
        case .label(let name): .text(labels[name] ?? "")
        case .constant(let constant): constant
        }
    }
}
