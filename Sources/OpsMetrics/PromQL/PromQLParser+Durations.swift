/// A duration as parsed: its milliseconds, 0 where they depend on the query, and the arithmetic where there is some.
struct ParsedDuration {
    let milliseconds: Int64
    let written: WrittenDuration?
}

extension PromQLParser {
    /// What stands in brackets before the colon, or after it: arithmetic is free there.
    mutating func parseWindow() throws(PromQLError) -> ParsedDuration {
        let start = place(token.offset)
        return try parsed(try parseDurationSum(0), at: start, mustBePositive: true)
    }

    /// What stands after `offset`: one signed duration, or arithmetic in parentheses.
    mutating func parseShift() throws(PromQLError) -> ParsedDuration {
        let start = place(token.offset)
        return try parsed(try parseDurationSign(atomOnly: true), at: start, mustBePositive: false)
    }

    private func parsed(
        _ expression: DurationExpression, at start: SourcePlace, mustBePositive: Bool
    ) throws(PromQLError) -> ParsedDuration {
        let written = WrittenDuration(expression: expression, place: start)
        if expression.isDynamic { return ParsedDuration(milliseconds: 0, written: written) }
        let milliseconds = try written.milliseconds(step: 0, range: 0, mustBePositive: mustBePositive)
        return ParsedDuration(milliseconds: milliseconds, written: expression.isPlain ? nil : written)
    }

    private mutating func parseDurationSum(_ least: Int) throws(PromQLError) -> DurationExpression {
        try enter()
        defer { leave() }
        var left = try parseDurationSign(atomOnly: false)
        while case .symbol(let symbol) = token.kind, let operation = DurationExpression.Operator(rawValue: symbol),
            operation.isArithmetic, operation.precedence >= least
        {
            try countOperator()
            advance()
            let right = try parseDurationSum(operation == .power ? operation.precedence : operation.precedence + 1)
            left = .binary(operation, left, right)
        }
        return left
    }

    private mutating func parseDurationSign(atomOnly: Bool) throws(PromQLError) -> DurationExpression {
        let isNegative = isSymbol("-")
        guard isNegative || isSymbol("+") else { return try parseDurationAtom() }
        advance()
        let inner =
            atomOnly ? try parseDurationAtom() : try parseDurationSum(DurationExpression.Operator.power.precedence)
        return isNegative ? .negation(inner) : inner
    }

    private mutating func parseDurationAtom() throws(PromQLError) -> DurationExpression {
        switch token.kind {
        case .duration(let milliseconds):
            advance()
            return .milliseconds(milliseconds)
        case .number(let seconds):
            advance()
            return .seconds(seconds)
        case .symbol("("):
            advance()
            let inner = try parseDurationSum(0)
            try expect(")", in: "duration expression")
            return .parentheses(inner)
        case .identifier(let name): return try parseDurationFunction(name.lowercased())
        default: throw error("unexpected \(token.description), expected duration")
        }
    }

    private mutating func parseDurationFunction(_ name: String) throws(PromQLError) -> DurationExpression {
        guard ["step", "range", "min", "max", "min_of", "max_of"].contains(name) else {
            throw error("unexpected \(token.description), expected number, duration, step(), or range()")
        }
        advance()
        try expect("(", in: "duration expression")
        if name == "step" || name == "range" {
            try expect(")", in: "duration expression")
            return name == "step" ? .step : .range
        }
        let left = try parseDurationSum(0)
        try expect(",", in: "duration expression")
        let right = try parseDurationSum(0)
        try expect(")", in: "duration expression")
        return name.hasPrefix("min") ? .least(left, right) : .greatest(left, right)
    }
}

extension DurationExpression {
    /// Whether it is one literal, perhaps with a sign.
    var isPlain: Bool {
        switch self {
        case .seconds, .milliseconds: true
        case .negation(let inner): inner.isPlain
        default: false
        }
    }
}

extension BinaryOperation.Operator {
    /// Whether it computes numbers from numbers, as in durations.
    var isArithmetic: Bool {
        switch self {
        case .add, .subtract, .multiply, .divide, .modulo, .power: true
        default: false
        }
    }
}
