/// What can happen to an alert.
public enum AlertEvent: Equatable, Sendable {
    /// The condition holds, but not yet for as long as its rule wants.
    case conditionPending
    case conditionTrue
    case conditionFalse
    case acknowledge(by: String)
    /// Ends what its condition has left and a person has seen; also what resets a latch.
    case resolve(by: String)
    /// Put aside for a time, at most ``AlertShelving/longestSeconds``.
    case shelve(AlertShelving, by: String)
    case unshelve
    /// Taken out of service until ``returnToService``.
    case withdraw(AlertWithdrawal, by: String)
    case returnToService
    /// The design says that it means nothing now, and why.
    case suppress(String)
    case unsuppress
    /// Nothing but time; see ``AlertLife/wakesAt``.
    case timePassed
}
