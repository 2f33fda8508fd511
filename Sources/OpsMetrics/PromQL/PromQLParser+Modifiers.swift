extension PromQLParser {
    /// `fill(1)`, `fill_left(1)`, `fill_right(1)` behind the other modifiers; each a metric's name where no parenthesis
    /// follows.
    mutating func parseFills(
        _ matching: inout VectorMatching, _ operation: BinaryOperation.Operator
    ) throws(PromQLError) -> Bool {
        var isFilled = false
        while let name = word, ["fill", "fill_left", "fill_right"].contains(name), following.kind == .symbol("(") {
            if operation.isSet {
                throw error("filling in missing series not allowed for set operators")
            }
            let isTwice =
                name == "fill" ? isFilled : (name == "fill_left" ? matching.fillLeft : matching.fillRight) != nil
            if isTwice { throw error("\(name) may not be set multiple times") }
            advance()
            let value = try parseFillValue()
            if name != "fill_right" { matching.fillLeft = value }
            if name != "fill_left" { matching.fillRight = value }
            isFilled = true
        }
        return isFilled
    }

    private mutating func parseFillValue() throws(PromQLError) -> Double {
        try expect("(", in: "fill")
        let isNegative = isSymbol("-")
        if isNegative || isSymbol("+") { advance() }
        let value: Double
        switch token.kind {
        case .number(let number): value = number
        case .duration(let milliseconds): value = Double(milliseconds) / 1_000
        case .identifier(let name) where name.lowercased() == "inf": value = .infinity
        case .identifier(let name) where name.lowercased() == "nan": value = .nan
        default: throw error("unexpected \(token.description) in fill, expected number")
        }
        advance()
        try expect(")", in: "fill")
        return isNegative ? -value : value
    }

    /// `anchored` and `smoothed` behind a selector.
    mutating func parseSampling(of inner: Expression) throws(PromQLError) -> Expression {
        let offset = token.offset
        let sampling: VectorSelector.Sampling = word == "anchored" ? .anchored : .smoothed
        let name = sampling.rawValue
        advance()
        switch inner.node {
        case .vector(var selector):
            guard selector.sampling == .plain else {
                throw error("\(name) may not be combined or repeated", at: offset)
            }
            selector.sampling = sampling
            return Expression(node: .vector(selector), place: inner.place)
        case .range(var selector, let milliseconds):
            guard selector.sampling == .plain else {
                throw error("\(name) may not be combined or repeated", at: offset)
            }
            selector.sampling = sampling
            return Expression(node: .range(selector, milliseconds: milliseconds), place: inner.place)
        case .subquery: throw error("\(name) modifier is not supported for subqueries", at: offset)
        default: throw error("\(name) modifier must be preceded by an instant or range selector", at: offset)
        }
    }

    /// Refuses `anchored` and `smoothed` where a function cannot use them.
    func checkSampling(_ function: PromQLFunction, _ arguments: [Expression]) throws(PromQLError) {
        for argument in arguments {
            guard case .range(let selector, _) = argument.unwrapped.node, selector.sampling != .plain else { continue }
            let smoothable = ["rate", "increase", "delta"]
            let allowed = selector.sampling == .smoothed ? smoothable : smoothable + ["resets", "changes"]
            guard !allowed.contains(function.name) else { continue }
            let name = selector.sampling.rawValue
            throw PromQLError(
                "\(name) modifier can only be used with: \(allowed.sorted().joined(separator: ", ")) - not with "
                    + function.name, at: argument.place)
        }
    }
}
