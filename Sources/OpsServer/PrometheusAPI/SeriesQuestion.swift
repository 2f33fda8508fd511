import OpsMetrics

/// Which series `/api/v1/series`, `labels` and `label/…/values` are asked about.
struct SeriesQuestion: Sendable {
    /// Selectors of one question.
    static let selectorLimit = 64

    /// A series fulfils all conditions of at least one of these; all series where empty.
    var selectors: [[Matcher]]
    /// Milliseconds since the epoch; the earliest where none is given.
    var start: Int64
    /// Milliseconds since the epoch; the latest where none is given.
    var end: Int64
    /// How many names, values or series at most; nil for any number.
    var limit: Int?

    /// - Throws: `bad_data`, in the order in which Prometheus looks at the parameters.
    init(_ form: PrometheusForm) throws(PrometheusFault) {
        limit = try Parameter.limit(form)
        start = try Parameter.optionalTime("start", form) ?? -PrometheusTime.farthest
        end = try Parameter.optionalTime("end", form) ?? PrometheusTime.farthest
        selectors = try Parameter.selectors(form)
    }

    /// As `/api/v1/series` asks: at least one selector.
    static func series(_ form: PrometheusForm) throws(PrometheusFault) -> SeriesQuestion {
        guard !form.all("match[]").isEmpty else { throw PrometheusFault(.badData, "no match[] parameter provided") }
        return try SeriesQuestion(form)
    }

    func matches(_ labels: Labels) -> Bool {
        selectors.isEmpty || selectors.contains { $0.allSatisfy { $0.matches(labels) } }
    }
}

/// The label of `/api/v1/label/{name}/values`, which may be escaped as Prometheus 3 escapes names that are not
/// `[a-zA-Z_][a-zA-Z0-9_]*`: `U__`, `__` for an underscore, and `_2e_` for the character with that code.
enum LabelName {
    /// The name meant.
    ///
    /// - Throws: `bad_data` where there is none.
    static func read(_ text: String) throws(PrometheusFault) -> String {
        guard !text.isEmpty, text.utf8.count <= 1_024 else { throw PrometheusFault(.badData, "invalid label name") }
        return unescaped(text)
    }

    /// What is no proper escape stays as it is.
    static func unescaped(_ text: String) -> String {
        guard text.hasPrefix("U__") else { return text }
        var name = String.UnicodeScalarView()
        var rest = text.unicodeScalars.dropFirst(3)
        while let next = rest.popFirst() {
            guard next == "_" else {
                name.append(next)
                continue
            }
            let code = rest.prefix { $0 != "_" }
            rest = rest.dropFirst(code.count)
            guard rest.popFirst() == "_", code.count <= 6 else { return text }
            if code.isEmpty {
                name.append("_")
            } else if let scalar = UInt32(String(String.UnicodeScalarView(code)), radix: 16).flatMap(
                Unicode.Scalar.init)
            {
                name.append(scalar)
            } else {
                return text
            }
        }
        return String(name)
    }
}
