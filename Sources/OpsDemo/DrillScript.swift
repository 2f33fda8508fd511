import OpsCore

/// A command that a drill's operator gives.
struct DrillOrder: Equatable, Sendable {
    var valve: ValveStatus
    var action: ValveAction
}

/// What a drill must see, in the order in which a person would, and what its operator does about it: a pure decision.
protocol DrillScript: Sendable {
    /// Each step in words, and when it was seen, in seconds; nil where it was not.
    var steps: [(words: String, seenAt: Double?)] { get }
    /// Takes in a snapshot at `seconds` since the drill began; what the operator does now.
    mutating func orders(_ snapshot: OpsSnapshot, at seconds: Double) -> [DrillOrder]
    /// A command was given its id, just before it is sent.
    mutating func started(command id: String, valve: String)
    /// A command was refused.
    mutating func refused(valve: String)
}

extension DrillScript {
    var isComplete: Bool { steps.allSatisfy { $0.seenAt != nil } }
}
