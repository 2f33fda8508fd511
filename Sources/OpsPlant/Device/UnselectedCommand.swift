import OpsCore

/// A command that comes without select, revision, boot and epoch, as Sparkplug B carries it.
struct UnselectedCommand: Equatable, Sendable {
    enum Aim: Equatable, Sendable {
        case position(Double)
        case stop
    }

    var id: String
    var aim: Aim
    /// The device refuses it after this, on its own clock.
    var notAfter: WallTime
}
