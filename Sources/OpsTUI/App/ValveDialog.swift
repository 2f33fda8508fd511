import OpsCore

/// The actuation dialog: choose an action, then confirm it in a way that no slip of a finger does.
///
/// It remembers what the valve looked like when the dialog opened. Where the valve has moved on since, the dialog says
/// so and sends nothing: the person decided on an old view.
struct ValveDialog: Equatable, Sendable {
    enum Step: Equatable, Sendable {
        case choosing
        /// A position in percent is being typed.
        case typingPosition(String)
        /// The valve's tag is being typed; `stop` and `safe` want `y` instead.
        case confirming(ValveAction, position: Double?, typed: String)
        /// Somebody's held command is about to be confirmed: the valve's tag is being typed.
        case confirmingHold(ValveHold, typed: String)
        /// A command is about to be taken back; `y` does it.
        case cancelling(commandID: String)
    }

    let valveID: String
    let shownRev: Int64?
    let shownBootID: String?
    /// The command's id: one dialog starts at most one command, however often its last key arrives.
    let commandID: String
    var step: Step = .choosing
    /// Which of ``ValveAction/allCases`` the bar is on.
    var cursor: Int = 0
    /// Why the last key did nothing.
    var complaint: String?
}
