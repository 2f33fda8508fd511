/// `name{label="value"} offset 5m @ 1609746000`.
public struct VectorSelector: Sendable {
    /// Tells the selectors of one expression apart.
    let index: Int
    /// The conditions, the metric's name among them.
    public let matchers: [Matcher]
    /// The shift in time.
    public var timing = EvaluationTiming()

    /// The metric's name, where the selector gives one.
    public var name: String? {
        matchers.first { $0.name == Labels.nameLabel && $0.operation == .equal }?.value
    }
}
