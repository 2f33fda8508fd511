import OpsCore

/// What a drill's operator does.
enum DrillOrder: Equatable, Sendable {
    case actuate(ValveStatus, ValveAction)
    case acknowledge(alert: String)
}

/// What a drill must see, in the order in which a person would, and what its operator does about it: a pure decision.
protocol DrillScript: Sendable {
    /// Each step in words, and when it was seen, in seconds; nil where it was not.
    var steps: [(words: String, seenAt: Double?)] { get }
    /// Takes in a snapshot at `seconds` since the drill began; what the operator does now.
    mutating func orders(_ snapshot: OpsSnapshot, at seconds: Double) -> [DrillOrder]
    /// A command was given its id, just before it is sent.
    mutating func started(command id: String, valve: String)
    /// What the operator did was refused.
    mutating func refused(_ order: DrillOrder)
}

extension DrillScript {
    var isComplete: Bool { steps.allSatisfy { $0.seenAt != nil } }
}
