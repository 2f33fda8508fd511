/// Builds the tree of an expression from its words, by precedence climbing.
struct PromQLParser {
    private static let depthLimit = 100
    /// A chain of operators makes a tree as deep as it is long, and evaluation recurses.
    private static let operatorLimit = 1_000
    private static let modifierWords: Set<String> = ["bool", "on", "ignoring", "group_left", "group_right", "atan2"]

    let tokens: [PromQLToken]
    let text: [UInt8]
    var index = 0
    var selectorCount = 0
    /// Whether a selector may have only conditions that an absent label fulfils.
    var allowsEmptyConditions = false
    private var depth = 0
    private var operatorCount = 0

    init(_ tokens: [PromQLToken], text: [UInt8]) {
        self.tokens = tokens
        self.text = text
    }

    mutating func parseWhole() throws(PromQLError) -> Expression {
        if token.kind == .end { throw error("no expression found") }
        let expression = try parse(0)
        guard token.kind == .end else { throw error("unexpected \(token.description)") }
        return expression
    }

    // MARK: Words

    var token: PromQLToken { tokens[index] }
    var following: PromQLToken { tokens[min(index + 1, tokens.count - 1)] }

    func error(_ message: String, at offset: Int? = nil) -> PromQLError {
        PromQLError(message, at: offset ?? token.offset, in: text)
    }

    func place(_ offset: Int) -> SourcePlace {
        let error = PromQLError("", at: offset, in: text)
        return SourcePlace(offset: offset, line: error.line, column: error.column)
    }

    mutating func advance() { index = min(index + 1, tokens.count - 1) }

    func isSymbol(_ symbol: String) -> Bool { token.kind == .symbol(symbol) }

    mutating func take(_ symbol: String) -> Bool {
        guard isSymbol(symbol) else { return false }
        advance()
        return true
    }

    mutating func expect(_ symbol: String, in context: String) throws(PromQLError) {
        guard take(symbol) else {
            throw error("unexpected \(token.description) in \(context), expected \"\(symbol)\"")
        }
    }

    /// The keyword in hand, in lower case; keywords are not reserved and their case does not matter.
    var word: String? {
        if case .identifier(let name) = token.kind { return name.lowercased() }
        return nil
    }

    mutating func takeWord(_ wanted: String) -> Bool {
        guard word == wanted else { return false }
        advance()
        return true
    }

    /// One level deeper; refused where hostile input nests without end.
    mutating func enter() throws(PromQLError) {
        depth += 1
        guard depth <= Self.depthLimit else { throw error("the expression nests too deeply") }
    }

    mutating func leave() { depth -= 1 }

    mutating func countOperator() throws(PromQLError) {
        operatorCount += 1
        guard operatorCount <= Self.operatorLimit else {
            throw error("the expression has more than \(Self.operatorLimit) operators")
        }
    }

    // MARK: Operators

    mutating func parse(_ least: Int) throws(PromQLError) -> Expression {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else { throw error("the expression nests too deeply") }
        var left = try parseUnary()
        while let operation = binaryOperator, operation.precedence >= least {
            operatorCount += 1
            guard operatorCount <= Self.operatorLimit else {
                throw error("the expression has more than \(Self.operatorLimit) operators")
            }
            let operatorOffset = token.offset
            advance()
            let (returnsBool, matching, isExplicit) = try parseModifiers(operation)
            let right = try parse(operation == .power ? operation.precedence : operation.precedence + 1)
            let binary = BinaryOperation(
                operation: operation, left: left, right: right, returnsBool: returnsBool, matching: matching)
            try check(binary, isExplicit, at: operatorOffset)
            left = Expression(node: .binary(binary), place: left.place)
        }
        return left
    }

    private var binaryOperator: BinaryOperation.Operator? {
        switch token.kind {
        case .symbol(let symbol): return BinaryOperation.Operator(rawValue: symbol)
        case .identifier(let name): return BinaryOperation.Operator(rawValue: name.lowercased())
        default: return nil
        }
    }

    private mutating func parseUnary() throws(PromQLError) -> Expression {
        let offset = token.offset
        let isNegative = isSymbol("-")
        guard isNegative || isSymbol("+") else { return try parsePostfix() }
        advance()
        // Binds tighter than *, looser than ^: -2 ^ 2 is -(2 ^ 2).
        let inner = try parse(BinaryOperation.Operator.power.precedence)
        guard inner.type == .scalar || inner.type == .vector else {
            throw error(
                "unary expression only allowed on expressions of type scalar or instant vector, got \"\(inner.type.rawValue)\"",
                at: offset)
        }
        if !isNegative, case .number = inner.node { return inner }
        return Expression(node: isNegative ? .negation(inner) : .plus(inner), place: place(offset))
    }

    private mutating func parseModifiers(
        _ operation: BinaryOperation.Operator
    ) throws(PromQLError) -> (Bool, VectorMatching, Bool) {
        var matching = VectorMatching()
        if operation.isSet { matching.cardinality = .manyToOne }
        let boolOffset = token.offset
        let returnsBool = takeWord("bool")
        if returnsBool && !operation.isComparison {
            throw error("bool modifier can only be used on comparison operators", at: boolOffset)
        }
        guard word == "on" || word == "ignoring" else {
            let isFilled = try parseFills(&matching, operation)
            return (returnsBool, matching, isFilled)
        }
        matching.isOn = word == "on"
        advance()
        matching.labels = try parseLabelNames()
        guard word == "group_left" || word == "group_right" else {
            _ = try parseFills(&matching, operation)
            return (returnsBool, matching, true)
        }
        if operation.isSet { throw error("no grouping allowed for \"\(operation.rawValue)\" operation") }
        matching.cardinality = word == "group_left" ? .manyToOne : .oneToMany
        advance()
        if isSymbol("(") { matching.included = try parseLabelNames() }
        if matching.isOn, let twice = matching.included.first(where: matching.labels.contains) {
            throw error("label \"\(twice)\" must not occur in ON and GROUP clause at once", at: boolOffset)
        }
        _ = try parseFills(&matching, operation)
        return (returnsBool, matching, true)
    }

    private func check(_ binary: BinaryOperation, _ isExplicit: Bool, at offset: Int) throws(PromQLError) {
        for side in [binary.left, binary.right] where side.type != .scalar && side.type != .vector {
            throw PromQLError(
                "binary expression must contain only scalar and instant vector types, got \(side.type.rawValue)",
                at: side.place)
        }
        let hasScalar = binary.left.type == .scalar || binary.right.type == .scalar
        if binary.type == .scalar && binary.operation.isComparison && !binary.returnsBool {
            throw error("comparisons between scalars must use BOOL modifier", at: offset)
        }
        if binary.type == .scalar && binary.operation.isTrim {
            throw error("operator \"\(binary.operation.rawValue)\" not allowed for Scalar operations", at: offset)
        }
        if hasScalar && binary.operation.isSet {
            let name = binary.operation.rawValue
            throw error("set operator \"\(name)\" not allowed in binary scalar expression", at: offset)
        }
        if hasScalar && (binary.matching.fillLeft != nil || binary.matching.fillRight != nil) {
            throw error("filling in missing series only allowed between instant vectors", at: offset)
        }
        if hasScalar && isExplicit && !binary.matching.labels.isEmpty {
            throw error("vector matching only allowed between instant vectors", at: offset)
        }
    }

    /// `(a, b, "c.d",)`.
    mutating func parseLabelNames() throws(PromQLError) -> [String] {
        try expect("(", in: "grouping opts")
        var names: [String] = []
        while !take(")") {
            switch token.kind {
            case .identifier(let name) where MetricName.isValidLabel(name): names.append(name)
            case .string(let name) where !name.isEmpty: names.append(name)
            default: throw error("unexpected \(token.description) in grouping opts, expected label")
            }
            advance()
            if !isSymbol(")") { try expect(",", in: "grouping opts") }
        }
        return names
    }

    // MARK: Atoms

    mutating func parseAtom() throws(PromQLError) -> Expression {
        let start = place(token.offset)
        switch token.kind {
        case .number(let value):
            advance()
            return Expression(node: .number(value), place: start)
        case .duration(let milliseconds):
            advance()
            return Expression(node: .number(Double(milliseconds) / 1_000), place: start)
        case .string(let value):
            advance()
            return Expression(node: .string(value), place: start)
        case .symbol("("):
            advance()
            let inner = try parse(0)
            if token.kind == .end { throw error("unclosed left parenthesis") }
            try expect(")", in: "paren expression")
            return Expression(node: .parentheses(inner), place: start)
        case .symbol("{"):
            return try parseSelector(name: nil, at: start)
        case .identifier(let name):
            return try parseNamed(name, at: start)
        default:
            throw error("unexpected \(token.description)")
        }
    }

    private mutating func parseNamed(_ name: String, at start: SourcePlace) throws(PromQLError) -> Expression {
        let lower = name.lowercased()
        if Self.modifierWords.contains(lower) { throw error("unexpected \(token.description)") }
        let isCall = following.kind == .symbol("(")
        if let operation = Aggregation.Operator(rawValue: lower), isCall || isGrouping(following) {
            advance()
            return try parseAggregation(operation, at: start)
        }
        if isCall {
            guard let function = PromQLFunction.all[name] ?? PromQLFunction.former(name) else {
                throw error("unknown function with name \"\(name)\"")
            }
            advance()
            return try parseCall(function, at: start)
        }
        if lower == "inf" || lower == "nan" {
            advance()
            return Expression(node: .number(lower == "inf" ? .infinity : .nan), place: start)
        }
        advance()
        return try parseSelector(name: name, at: start)
    }

    private func isGrouping(_ token: PromQLToken) -> Bool {
        if case .identifier(let name) = token.kind { return ["by", "without"].contains(name.lowercased()) }
        return false
    }
}
