/// What rules' templates know of the server beside the series.
public struct RuleContext: Sendable, Hashable {
    /// What `$externalLabels` reads.
    public var externalLabels: [String: String]
    /// What `$externalURL` and `externalURL` are, such as `https://ops.example/`; may be empty.
    public var externalURL: String

    /// Nothing, or these labels and this URL.
    public init(externalLabels: [String: String] = [:], externalURL: String = "") {
        self.externalLabels = externalLabels
        self.externalURL = externalURL
    }
}
