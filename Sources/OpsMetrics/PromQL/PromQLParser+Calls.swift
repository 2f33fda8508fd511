extension PromQLParser {
    mutating func parseAggregation(
        _ operation: Aggregation.Operator, at start: SourcePlace
    ) throws(PromQLError) -> Expression {
        var grouping = try parseGrouping()
        let arguments = try parseArguments("aggregation")
        if grouping == nil { grouping = try parseGrouping() }
        let wanted = operation.parameterType == nil ? 1 : 2
        guard arguments.count == wanted, let expression = arguments.last else {
            throw error(
                "wrong number of arguments for aggregate expression provided, expected \(wanted), got \(arguments.count)",
                at: start.offset)
        }
        let parameter = wanted == 2 ? arguments.first : nil
        if let parameter, let type = operation.parameterType {
            try expect(type, parameter, "aggregation parameter")
        }
        try expect(.vector, expression, "aggregation expression")
        let aggregation = Aggregation(
            operation: operation, expression: expression, parameter: parameter, grouping: grouping?.labels ?? [],
            isWithout: grouping?.isWithout ?? false)
        return Expression(node: .aggregation(aggregation), place: start)
    }

    private mutating func parseGrouping() throws(PromQLError) -> (labels: [String], isWithout: Bool)? {
        guard word == "by" || word == "without" else { return nil }
        let isWithout = word == "without"
        advance()
        return (try parseLabelNames(), isWithout)
    }

    mutating func parseCall(
        _ function: PromQLFunction, at start: SourcePlace
    ) throws(PromQLError) -> Expression {
        let arguments = try parseArguments("call to function \"\(function.name)\"", isInfo: function.name == "info")
        if let wanted = function.refusal(ofCount: arguments.count) {
            throw error(
                "expected \(wanted) argument(s) in call to \"\(function.name)\", got \(arguments.count)",
                at: start.offset)
        }
        for (index, argument) in arguments.enumerated() {
            let type = function.arguments[min(index, function.arguments.count - 1)]
            try expect(type, argument, "call to function \"\(function.name)\"")
        }
        try checkSampling(function, arguments)
        if function.name == "info", arguments.count > 1 { try checkLabelSelector(arguments[1]) }
        return Expression(node: .call(function, arguments), place: start)
    }

    private mutating func parseArguments(
        _ context: String, isInfo: Bool = false
    ) throws(PromQLError) -> [Expression] {
        try expect("(", in: context)
        var arguments: [Expression] = []
        guard !take(")") else { return arguments }
        repeat {
            if !arguments.isEmpty && isSymbol(")") {
                throw error("trailing commas not allowed in function call args", at: max(token.offset - 1, 0))
            }
            // The second argument of info() chooses labels, not series: conditions that nothing fulfils may do.
            let isOuterFree = allowsEmptyConditions
            allowsEmptyConditions = isInfo && arguments.count == 1
            defer { allowsEmptyConditions = isOuterFree }
            arguments.append(try parse(0))
        } while take(",")
        try expect(")", in: context)
        return arguments
    }

    private func checkLabelSelector(_ argument: Expression) throws(PromQLError) {
        let isBraced = text.indices.contains(argument.place.offset) && text[argument.place.offset] == 0x7B
        guard case .vector = argument.node, isBraced else {
            throw PromQLError("expected label selectors only, got vector selector instead", at: argument.place)
        }
    }

    private func expect(_ type: ValueType, _ expression: Expression, _ context: String) throws(PromQLError) {
        guard expression.type == type else {
            throw PromQLError(
                "expected type \(type.rawValue) in \(context), got \(expression.type.rawValue)", at: expression.place)
        }
    }
}
