/// Why the demo could not start or go on, in one sentence for a person.
public struct DemoError: Error, CustomStringConvertible, Sendable {
    public let description: String

    init(_ description: String) { self.description = description }
}
