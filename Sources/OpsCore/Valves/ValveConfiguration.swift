/// A valve as the site's configuration names it (`valves:` in `config.yaml`).
public struct ValveConfiguration: Codable, Equatable, Sendable, Identifiable {
    public var id: String
    public var name: String
    public var segment: String?
    /// Seconds from one end to the other at the valve's own pace; 5 … 600.
    public var travelSeconds: Double
    /// Where `safe` sends it, 0 … 100; nil where it has no safe position.
    public var safePosition: Double?
    /// What an actuation with an empty body does.
    public var defaultAction: ValveAction?
    /// Needs a second person's confirmation.
    public var critical: Bool
    /// PromQL conditions that must hold before it may move.
    public var interlocks: [String]
    /// How its device speaks.
    public var schema: ValveSchema

    public init(
        id: String, name: String, segment: String? = nil, travelSeconds: Double = 12, safePosition: Double? = nil,
        defaultAction: ValveAction? = nil, critical: Bool = false, interlocks: [String] = [],
        schema: ValveSchema = .ops
    ) {
        self.id = id
        self.name = name
        self.segment = segment
        self.travelSeconds = travelSeconds
        self.safePosition = safePosition
        self.defaultAction = defaultAction
        self.critical = critical
        self.interlocks = interlocks
        self.schema = schema
    }
}
