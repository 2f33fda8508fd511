import OpsCore

extension OpsClock {
    /// Both clocks now.
    var instant: ActuationInstant { ActuationInstant(wall: wall, monotonic: monotonic) }
}
