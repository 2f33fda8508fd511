/// What a command's machine wants done, in this order.
public enum ActuationAction: Equatable, Sendable {
    /// Make the status durable before anything that follows.
    case save(CommandStatus)
    /// Check every condition again (``ActuationGate``, interlock expressions) and answer with
    /// ``ActuationEvent/rechecked(_:)``; only then may the operate leave.
    case recheck
    /// Hand to the broker at QoS 1, not retained, expiring after ``ValveCommandMessage/expirySeconds``; never keep it
    /// for later. Each phase is asked for once at most.
    case publish(ValveCommandMessage)
    /// Send ``ActuationEvent/timer`` at this time; replaces the former timer.
    case setTimer(at: MonotonicTime)
    /// Nothing more will happen: forget the timer and the command.
    case finish
}
