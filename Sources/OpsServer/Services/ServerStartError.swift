/// Why the server did not start: what, why and what to do, in one line.
public struct ServerStartError: Error, CustomStringConvertible, Sendable {
    public let description: String

    init(_ description: String) { self.description = description }
}
