extension PromQLParser {
    /// An atom with what may follow it: a range, a subquery, `offset`, `@`.
    mutating func parsePostfix() throws(PromQLError) -> Expression {
        var expression = try parseAtom()
        while true {
            if isSymbol("[") {
                expression = try parseBrackets(after: expression)
            } else if word == "offset" {
                let offset = token.offset
                advance()
                expression = try parseOffset(on: expression, at: offset)
            } else if isSymbol("@") {
                let offset = token.offset
                advance()
                expression = try parseAnchor(on: expression, at: offset)
            } else if word == "anchored" || word == "smoothed" {
                expression = try parseSampling(of: expression)
            } else {
                return expression
            }
        }
    }

    /// `name{…}`, `name` or `{…}`; the braces are in hand, if any.
    mutating func parseSelector(name: String?, at start: SourcePlace) throws(PromQLError) -> Expression {
        var matchers = name.map { [Matcher.equal(Labels.nameLabel, $0)] } ?? []
        var metricName = name
        if take("{") {
            while !take("}") {
                let (matcher, isBareName) = try parseMatcher()
                if isBareName {
                    if let metricName { throw nameSetTwice(metricName, matcher, start) }
                    metricName = matcher.value
                }
                matchers.append(matcher)
                if !isSymbol("}") { try expect(",", in: "label matching") }
            }
        }
        // Once a name is written as a name, no condition on it may stand beside it.
        let conditions = matchers.filter { $0.name == Labels.nameLabel }
        if let metricName, conditions.count > 1 {
            let other = conditions.first { $0.value != metricName } ?? conditions[1]
            throw nameSetTwice(metricName, other, start)
        }
        guard allowsEmptyConditions || matchers.contains(where: { !$0.matches("") }) else {
            throw error("vector selector must contain at least one non-empty matcher", at: start.offset)
        }
        selectorCount += 1
        let selector = VectorSelector(index: selectorCount - 1, matchers: matchers)
        return Expression(node: .vector(selector), place: start)
    }

    private func nameSetTwice(_ name: String, _ matcher: Matcher, _ start: SourcePlace) -> PromQLError {
        error("metric name must not be set twice: \"\(name)\" or \"\(matcher.value)\"", at: start.offset)
    }

    /// A condition, and whether it is a quoted metric name alone.
    private mutating func parseMatcher() throws(PromQLError) -> (Matcher, Bool) {
        let nameOffset = token.offset
        let name: String
        switch token.kind {
        case .identifier(let text) where MetricName.isValidLabel(text):
            name = text
            advance()
        case .string(let text):
            advance()
            // A quoted text alone is the metric's name, as of Prometheus 3.
            if isSymbol(",") || isSymbol("}") { return (.equal(Labels.nameLabel, text), true) }
            name = text
        default:
            throw error("unexpected \(token.description) in label matching, expected identifier or \"}\"")
        }
        guard case .symbol(let symbol) = token.kind, let operation = Matcher.Operation(rawValue: symbol) else {
            throw error("unexpected \(token.description) in label matching, expected label matching operator")
        }
        advance()
        guard case .string(let value) = token.kind else {
            throw error("unexpected \(token.description) in label matching, expected string")
        }
        advance()
        do {
            return (try Matcher(name, operation, value), false)
        } catch {
            throw self.error(error.description, at: nameOffset)
        }
    }

    private mutating func parseBrackets(after inner: Expression) throws(PromQLError) -> Expression {
        let bracket = token.offset
        advance()
        let range = try parseWindow()
        if take("]") { return try rangeSelector(inner, range, at: bracket) }
        try expect(":", in: "subquery or range")
        let step = isSymbol("]") ? nil : try parseWindow()
        try expect("]", in: "subquery selector")
        guard inner.type == .vector else {
            throw PromQLError(
                "subquery is only allowed on instant vector, got \(inner.type.rawValue) instead", at: inner.place)
        }
        var subquery = Subquery(rangeMilliseconds: range.milliseconds, stepMilliseconds: step?.milliseconds)
        subquery.rangeExpression = range.written
        subquery.stepExpression = step?.written
        return Expression(node: .subquery(inner, subquery), place: inner.place)
    }

    private func rangeSelector(
        _ inner: Expression, _ range: ParsedDuration, at bracket: Int
    ) throws(PromQLError) -> Expression {
        guard case .vector(var selector) = inner.node else {
            throw error("ranges only allowed for vector selectors", at: bracket)
        }
        if selector.timing.offsetMilliseconds != nil {
            throw error("no offset modifiers allowed before range", at: bracket)
        }
        if selector.timing.anchor != nil { throw error("no @ modifiers allowed before range", at: bracket) }
        if selector.sampling != .plain {
            throw error("no \(selector.sampling.rawValue) modifier allowed before range", at: bracket)
        }
        selector.rangeExpression = range.written
        return Expression(node: .range(selector, milliseconds: range.milliseconds), place: inner.place)
    }

    /// The time behind `@`: a number of seconds, or a duration since 1970.
    private mutating func parseTimestamp() throws(PromQLError) -> Int64 {
        let isNegative = take("-")
        if !isNegative { _ = take("+") }
        let milliseconds: Int64
        switch token.kind {
        case .duration(let written): milliseconds = written
        case .number(let seconds) where seconds < 0x1p63:
            // No sample is anywhere near this far away.
            milliseconds = Int64(min(seconds * 1_000, 0x1p60).rounded())
        case .number(let seconds):
            throw error("timestamp out of bounds for @ modifier: \(Expression.number(seconds))")
        default: throw error("unexpected \(token.description) in @, expected timestamp")
        }
        advance()
        return isNegative ? -milliseconds : milliseconds
    }

    private mutating func parseOffset(on inner: Expression, at offset: Int) throws(PromQLError) -> Expression {
        let shift = try parseShift()
        return try changeTiming(of: inner, "offset", at: offset) { timing in
            guard timing.offsetMilliseconds == nil else { return false }
            timing.offsetMilliseconds = shift.milliseconds
            timing.offsetExpression = shift.written
            return true
        }
    }

    private mutating func parseAnchor(on inner: Expression, at offset: Int) throws(PromQLError) -> Expression {
        let anchor: EvaluationTiming.Anchor
        if word == "start" || word == "end" {
            anchor = word == "start" ? .start : .end
            advance()
            try expect("(", in: "@")
            try expect(")", in: "@")
        } else {
            anchor = .milliseconds(try parseTimestamp())
        }
        return try changeTiming(of: inner, "@", at: offset) { timing in
            guard timing.anchor == nil else { return false }
            timing.anchor = anchor
            return true
        }
    }

    private func changeTiming(
        of inner: Expression, _ modifier: String, at offset: Int, _ change: (inout EvaluationTiming) -> Bool
    ) throws(PromQLError) -> Expression {
        var isFirst: Bool
        let node: Expression.Node
        switch inner.node {
        case .vector(var selector):
            isFirst = change(&selector.timing)
            node = .vector(selector)
        case .range(var selector, let milliseconds):
            isFirst = change(&selector.timing)
            node = .range(selector, milliseconds: milliseconds)
        case .subquery(let expression, var subquery):
            isFirst = change(&subquery.timing)
            node = .subquery(expression, subquery)
        default:
            throw error(
                "\(modifier) modifier must be preceded by an instant vector selector or range vector selector or a subquery",
                at: offset)
        }
        guard isFirst else { throw error("\(modifier) may not be set multiple times", at: offset) }
        return Expression(node: node, place: inner.place)
    }
}
