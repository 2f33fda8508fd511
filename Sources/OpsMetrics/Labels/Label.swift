/// One label of a series: its name and its value.
public struct Label: Hashable, Sendable {
    /// The label's name.
    public let name: String
    /// The label's value; any text.
    public let value: String

    /// A label with this name and value.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}
