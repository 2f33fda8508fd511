/// What a message changed in a valve's picture.
public enum ValveModelChange: Equatable, Sendable {
    /// Anything a person sees, beyond age: state, position, values, mode, interlocks, findings.
    case status
    /// The device restarted (or was replaced): its new boot.
    case rebooted(String)
    case raised(ValveFinding)
    case cleared(ValveFinding)
    /// A completed travel changed what is known of the valve's own pace.
    case learned(TravelBaseline)
    case online
    case offline
    /// The newest state has become too old to act on.
    case stale
    /// Live states come again.
    case fresh
}
