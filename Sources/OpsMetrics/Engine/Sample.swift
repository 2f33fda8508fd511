/// One element of an instant vector.
public struct Sample: Sendable, Hashable {
    /// What the value belongs to.
    public let labels: Labels
    /// The value at the query's time.
    public let value: Double

    /// A value with its labels.
    public init(labels: Labels, value: Double) {
        self.labels = labels
        self.value = value
    }
}
