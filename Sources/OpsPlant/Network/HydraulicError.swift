/// Why a network cannot be read or solved, in one line for a person.
public struct HydraulicError: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}
