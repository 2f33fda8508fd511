/// What can go wrong with a simulated valve, on request.
public enum PlantFault: Equatable, Sendable {
    /// It takes commands and does not move.
    case stuck
    /// It moves at this share of its pace, 0 … 1.
    case slow(pace: Double)
    /// Its speed is set to this multiple, 1 … 20: faster than its pipe bears, and the device forbids movement.
    case fast(pace: Double)
    /// Its spindle holds until the demand is further off than this, in per cent.
    case stiction(percent: Double)
    /// The pipe behind it has a hole: C in q = C·√p, q in m³/s and p in m.
    case leak(coefficient: Double)
    /// Its seat is worn: this opening, 0 … 1, remains when it is closed.
    case passing(opening: Double)
    /// Somebody beside the valve has turned the switch to local.
    case localMode
    /// It restarts: a second without a word, then a new boot; a movement ends.
    case reboot
    /// It neither hears nor says anything, though its link stays up.
    case silent
    /// The device reports conditions that forbid movement.
    case interlock([String])
    /// Both limit switches report.
    case limitSwitches
    /// Its wall clock is off by so many seconds; negative is late.
    case clockSkew(seconds: Double)
    /// Each command reaches it twice.
    case duplicatedCommands
    /// Commands reach it late and overtake each other.
    case reorderedCommands
    /// It is moved by something other than a command.
    case driftTo(Double)
    /// All faults end.
    case none
}
