import OpsCore

/// What a person wants of an alert's being put aside.
public enum AlertMaskWish: Equatable, Sendable {
    case shelve(AlertShelving)
    case unshelve
    case withdraw(AlertWithdrawal)
    case returnToService
}
