/// What can happen to a command in its life.
public enum ActuationEvent: Equatable, Sendable {
    /// Begin. Only the first has an effect.
    case start
    /// The answer to ``ActuationAction/recheck``: nil where all conditions still hold.
    case rechecked(Refusal?)
    /// A message of ours was not handed to the broker. `mayHaveLeft` is false only where it certainly stayed here.
    case publishFailed(CommandPhase, mayHaveLeft: Bool)
    /// The link to the broker is gone.
    case linkLost
    /// The link is back. Nothing is sent again; the next live state settles what is open.
    case connected
    /// The device's availability topic says `offline`.
    case deviceOffline
    /// Any acknowledgement; those of other commands are ignored.
    case acknowledged(ValveAckMessage)
    /// A state of this valve. `fresh` is true for a live one (not retained) that ``ValveTelemetryModel`` took.
    case state(ValveStateMessage, fresh: Bool)
    /// A timer ran out; harmless where it comes early or late.
    case timer
    /// A `stop` or `safe` wants to take over; its id. Nothing is sent from then on.
    case supersede(by: String)
    /// A person takes it back. Without effect once the operate has left: only `stop` helps then.
    case cancel(by: String)
}
