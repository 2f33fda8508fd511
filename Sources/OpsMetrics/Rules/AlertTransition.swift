/// A change of an alert's state. An alert that fires at once has two: from inactive to pending, then to firing.
public struct AlertTransition: Sendable, Hashable {
    /// The alert after the change.
    public let alert: AlertInstance
    /// The state before.
    public let from: AlertInstance.State

    /// The state after.
    public var to: AlertInstance.State { alert.state }
}
