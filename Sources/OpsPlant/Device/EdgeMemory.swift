import OpsCore

/// What a device keeps across a restart: the highest epoch it has seen and its answers to the last 64 commands.
public struct EdgeMemory: Equatable, Sendable {
    /// How many commands a device remembers.
    public static let capacity = 64

    /// The highest epoch seen.
    public private(set) var epoch: Int64 = 0
    private var answers: [ValveAckMessage] = []

    public init() {}

    /// The last answer to a command; nil where it is not remembered.
    public func answer(to commandID: String) -> ValveAckMessage? {
        answers.last { $0.commandID == commandID }
    }

    mutating func remember(_ answer: ValveAckMessage) {
        answers.removeAll { $0.commandID == answer.commandID }
        answers.append(answer)
        if answers.count > Self.capacity { answers.removeFirst() }
    }

    mutating func raise(to seen: Int64) { epoch = max(epoch, seen) }
}
