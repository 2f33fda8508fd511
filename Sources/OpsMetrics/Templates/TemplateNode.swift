/// A statement of a template: what stands between texts, and the texts.
indirect enum TemplateNode: Sendable {
    case text(String)
    case action(TemplatePipe)
    case condition(TemplateBranch)
    case with(TemplateBranch)
    case range(TemplateBranch)
    case template(name: String, argument: TemplatePipe?, position: Int)
    case breakLoop
    case continueLoop
}

/// A pipeline that decides, and what follows from it.
struct TemplateBranch: Sendable {
    let pipe: TemplatePipe
    let body: [TemplateNode]
    let otherwise: [TemplateNode]
}

/// Commands joined by `|`, and the variables that take the result.
struct TemplatePipe: Sendable {
    let position: Int
    var variables: [String] = []
    /// Whether the variables exist already: `=` in place of `:=`.
    var isAssignment = false
    var commands: [TemplateCommand] = []
}

/// Operands side by side: a function or method with its arguments, or one operand alone.
struct TemplateCommand: Sendable {
    var operands: [TemplateOperand]
}

/// One operand of a command.
struct TemplateOperand: Sendable {
    indirect enum Kind: Sendable {
        case dot
        case null
        case bool(Bool)
        case number(TemplateNumber)
        case string(quoted: String, text: String)
        case function(String)
        case field([String])
        case variable([String])
        case chain(TemplateOperand, [String])
        case pipe(TemplatePipe)
    }

    let kind: Kind
    /// Offset in bytes from the template's start.
    let position: Int
}

/// A constant: what it can be taken for depends on who asks.
struct TemplateNumber: Sendable, Hashable {
    let text: String
    /// The value as a whole number, where it is one.
    let integer: Int64?
    /// The value as an unsigned one, where it is one.
    let unsigned: UInt64?
    /// The value as a float; every number has one but complex ones.
    let float: Double?
    /// The parts of a number with `i`.
    let complex: [Double]?
}
