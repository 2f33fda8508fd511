/// A configured interlock condition of a valve as it is now.
public struct InterlockReading: Codable, Equatable, Sendable {
    /// The condition, PromQL.
    public var expression: String
    /// False forbids every movement but `stop` and `safe`. What cannot be known does not hold.
    public var holds: Bool
    /// The values that it rests on, for a person: `v-102 is 7.31`, or what is missing.
    public var reading: String

    public init(expression: String, holds: Bool, reading: String) {
        self.expression = expression
        self.holds = holds
        self.reading = reading
    }

    /// What a refusal says of it: `valve_pressure_bar{seg="7"} < 6 (v-102 is 7.31)`.
    public var text: String { reading.isEmpty ? expression : "\(expression) (\(reading))" }
}
