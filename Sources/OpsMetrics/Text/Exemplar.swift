/// A pointer from a counter or a bucket to one event that it counted, such as a request.
public struct Exemplar: Sendable, Hashable {
    /// Longest exemplar: characters of all its label names and values together (OpenMetrics 1.0, Exemplars).
    public static let characterLimit = 128

    /// What names the event, for example `request_id`.
    public let labels: Labels
    /// What was measured at the event.
    public let value: Double
    /// When, in seconds since 1970.
    public let seconds: Double?

    /// An exemplar; whoever shows it drops one that is too long.
    public init(labels: Labels, value: Double, seconds: Double? = nil) {
        self.labels = labels
        self.value = value
        self.seconds = seconds
    }

    /// Characters (Unicode scalars) of all label names and values.
    var characterCount: Int {
        labels.pairs.reduce(0) { $0 + $1.name.unicodeScalars.count + $1.value.unicodeScalars.count }
    }
}
