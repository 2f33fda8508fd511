/// A text that must not be printed: its descriptions hide it, and it has no Codable form.
public struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let text: String

    public init(_ text: String) { self.text = text }

    /// The text itself; for handing to the one place that needs it.
    public func reveal() -> String { text }

    public var description: String { "[hidden]" }
    public var debugDescription: String { "[hidden]" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
