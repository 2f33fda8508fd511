import OpsCore
import OpsMetrics

/// Single parameters of Prometheus' read API, and what is said of those that are none.
enum Parameter {
    /// A time that must be there.
    static func time(_ name: String, _ form: PrometheusForm) throws(PrometheusFault) -> Int64 {
        let text = form[name] ?? ""
        guard let time = PrometheusTime.milliseconds(text) else { throw .parameter(name, noTime(text)) }
        return time
    }

    /// A time that may be missing.
    static func optionalTime(_ name: String, _ form: PrometheusForm) throws(PrometheusFault) -> Int64? {
        guard let text = form[name] else { return nil }
        guard let time = PrometheusTime.milliseconds(text) else {
            throw .parameter(name, "invalid time value for '\(name)': \(noTime(text))")
        }
        return time
    }

    /// Milliseconds.
    static func duration(_ name: String, _ form: PrometheusForm, text: String) throws(PrometheusFault) -> Int64 {
        guard let duration = PrometheusTime.duration(text) else { throw .parameter(name, noDuration(text)) }
        return duration
    }

    /// How many there may be at most; nil where none is given, and for 0, which means the same.
    static func limit(_ form: PrometheusForm) throws(PrometheusFault) -> Int? {
        guard let text = form["limit"] else { return nil }
        guard let limit = Int(text) else { throw .parameter("limit", "\(quoted(text)) is no whole number") }
        guard limit >= 0 else { throw .parameter("limit", "limit must be non-negative") }
        return limit == 0 ? nil : limit
    }

    /// An expression; where it cannot be read, line, column and why.
    static func expression(_ name: String, _ text: String) throws(PrometheusFault) -> Expression {
        do {
            return try PromQL.parse(text)
        } catch {
            throw .parameter(name, parseError(error))
        }
    }

    /// The conditions of each `match[]`: a series fulfils all of at least one of them.
    static func selectors(_ form: PrometheusForm) throws(PrometheusFault) -> [[Matcher]] {
        let texts = form.all("match[]")
        guard texts.count <= SeriesQuestion.selectorLimit else {
            throw .parameter("match[]", "at most \(SeriesQuestion.selectorLimit) selectors are taken")
        }
        var selectors: [[Matcher]] = []
        for text in texts {
            let expression = try expression("match[]", text)
            guard case .vector(let selector) = expression.node, selector.timing.anchor == nil,
                selector.timing.offsetMilliseconds == nil
            else {
                throw .parameter("match[]", "1:1: parse error: expected a series selector such as up{job=\"a\"}")
            }
            guard selector.matchers.contains(where: { !$0.matches("") }) else {
                throw .parameter("match[]", "match[] must contain at least one non-empty matcher")
            }
            selectors.append(selector.matchers)
        }
        return selectors
    }

    static func noDuration(_ text: String) -> String { "cannot parse \(quoted(text)) to a valid duration" }

    private static func noTime(_ text: String) -> String { "cannot parse \(quoted(text)) to a valid timestamp" }

    private static func parseError(_ error: PromQLError) -> String {
        "\(error.line):\(error.column): parse error: \(SafeText.clean(error.message, limit: 400))"
    }

    private static func quoted(_ text: String) -> String { "\"\(SafeText.clean(text, limit: 80))\"" }
}
