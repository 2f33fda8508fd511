/// What can go wrong with a simulated valve, on request.
public enum PlantFault: Equatable, Sendable {
    /// It takes commands and does not move.
    case stuck
    /// It moves at this share of its pace, 0 … 1.
    case slow(pace: Double)
    /// Somebody beside the valve has turned the switch to local.
    case localMode
    /// It restarts: a second without a word, then a new boot; a movement ends.
    case reboot
    /// It neither hears nor says anything, though its link stays up.
    case silent
    /// The device reports conditions that forbid movement.
    case interlock([String])
    /// Its wall clock is off by so many seconds; negative is late.
    case clockSkew(seconds: Double)
    /// It is moved by something other than a command.
    case driftTo(Double)
    /// All faults end.
    case none
}
