import OpsCore

/// Why a fault's text was refused, in one line for a person.
public struct FaultTextError: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String

    init(_ text: String, _ reason: String) { description = "\(SafeText.clean(text, limit: 60)): \(reason)" }
}
