/// What a template knows of the alert and the server that it speaks of.
struct TemplateContext {
    /// What `.` is.
    let root: TemplateRoot
    /// What `externalURL` gives.
    let externalURL: String
    /// The time of evaluation, in milliseconds since 1970.
    let milliseconds: Int64
    /// When every expansion must have ended; nil: only the limit on one counts.
    let deadline: ContinuousClock.Instant?
    /// Evaluates what `query` asks.
    let query: (String) throws -> [Sample]

    init(
        labels: Labels, value: Double, rules: RuleContext = RuleContext(), milliseconds: Int64 = 0,
        deadline: ContinuousClock.Instant? = nil, query: @escaping (String) throws -> [Sample]
    ) {
        root = TemplateRoot(
            labels: TemplateLabels(labels), externalLabels: TemplateLabels(rules.externalLabels),
            externalURL: rules.externalURL, value: value)
        externalURL = rules.externalURL
        self.milliseconds = milliseconds
        self.deadline = deadline
        self.query = query
    }
}
